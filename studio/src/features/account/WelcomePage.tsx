import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LinkIcon } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";

import { api, body, type Person } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { NewPassword } from "@/ui/NewPassword.tsx";
import { Problem } from "@/ui/States.tsx";
import { strengthOf } from "@/ui/strength.ts";

import { Night } from "./Night.tsx";
import { Card } from "./Outside.tsx";

/** The way in by a link: choose a password. What stands behind the # never leaves the browser unless it is chosen. */
export function WelcomePage() {
  const { t, i18n } = useTranslation("account");
  const token = decodeURIComponent(useLocation().hash.slice(1));
  const [person, setPerson] = useState<Person>();
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: (password: string) => body(api.POST("/api/welcome", { body: { token, password } })),
    onSuccess: (known) => {
      client.clear();
      setPerson(known);
      void api.PUT("/api/me/language", { body: { language: i18n.language === "zh" ? "zh" : "en" } });
    },
  });
  const ended = choose.error instanceof Refused && choose.error.status === 410;
  return (
    <Night title={t("welcome")}>
      {person !== undefined ? (
        <Welcomed name={person.name} />
      ) : token === "" ? (
        <NoLink title={t("noToken")}>{t("noTokenHint")}</NoLink>
      ) : ended ? (
        <NoLink title={t("linkEnded")}>{t("linkEndedHint")}</NoLink>
      ) : (
        <Card title={t("welcome")} hint={t("welcomeHint")}>
          <Choose waiting={choose.isPending} error={choose.error} onChosen={(password) => choose.mutate(password)} />
        </Card>
      )}
    </Night>
  );
}

interface ChooseProps {
  waiting: boolean;
  error: Error | null;
  onChosen: (password: string) => void;
}

function Choose({ waiting, error, onChosen }: ChooseProps) {
  const { t } = useTranslation("account");
  const [password, setPassword] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const strength = strengthOf(password);
  const right = strength !== "short" && strength !== "long";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (right && !waiting) onChosen(password);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <NewPassword label={t("newPassword")} value={password} onChange={setPassword} />
      {error !== null && <Problem title={t("notIn")}>{said(error)}</Problem>}
      <Button type="submit" look="moon" aria-disabled={!right || waiting} className="w-full">
        {t("choose")}
      </Button>
    </form>
  );
}

function Welcomed({ name }: { name: string }) {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  return (
    <Card title={t("welcomed", { name })} hint={t("welcomedHint")}>
      <Button look="moon" className="w-full" onClick={() => void navigate("/", { replace: true })}>
        {t("toStudio")}
      </Button>
    </Card>
  );
}

function NoLink({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation("account");
  return (
    <Card title={title}>
      <p className="flex gap-3 text-quiet">
        <LinkIcon aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>{children}</span>
      </p>
      <Button asChild className="mt-6 w-full">
        <Link to="/sign-in">{t("signIn")}</Link>
      </Button>
    </Card>
  );
}
