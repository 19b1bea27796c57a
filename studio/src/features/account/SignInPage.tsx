import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useSearchParams } from "react-router";

import { api, body } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { meQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { keepWayBack, ownPath, takeWayBack } from "@/api/wayBack.ts";
import { Button } from "@/ui/Button.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { PasswordField } from "@/ui/PasswordField.tsx";
import { Problem } from "@/ui/States.tsx";

import { Night } from "./Night.tsx";
import { Card, CheckLink } from "./Outside.tsx";

const MINUTE_S = 60;

/** Name and password, or a service elsewhere; then where somebody wanted to go. */
export function SignInPage() {
  const { t } = useTranslation("account");
  const [asked] = useSearchParams();
  const to = ownPath(asked.get("to")) ?? "/";
  const problem = asked.get("problem");
  const ways = useQuery({ queryKey: ["ways-in"], queryFn: ({ signal }) => body(api.GET("/api/sign-in", { signal })) });
  const me = useQuery(meQuery);
  if (me.isSuccess || ways.data?.alone === true) return <Navigate to={to} replace />;
  return (
    <Night title={t("signIn")}>
      <Card title={t("signIn")} hint={t("signInHint")}>
        {problem !== null && (
          <Problem title={t("notIn")} className="mb-5">
            <Why problem={problem} />
          </Problem>
        )}
        <ByPassword to={to} />
        {ways.data?.elsewhere === true && <Elsewhere to={to} />}
        <p className="mt-6 text-sm text-quiet">{t("forgotten")}</p>
        <CheckLink />
      </Card>
    </Night>
  );
}

function Why({ problem }: { problem: string }) {
  const { t, i18n } = useTranslation("account");
  const known = i18n.exists(`account:problems.${problem}`);
  return t(known ? (`problems.${problem}` as "problems.unknown") : "problems.unknown");
}

function Elsewhere({ to }: { to: string }) {
  const { t } = useTranslation("account");
  return (
    <>
      <p className="my-4 flex items-center gap-3 text-sm text-quiet before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {t("or")}
      </p>
      <Button asChild className="w-full">
        <a href="/api/oidc/start" onClick={() => keepWayBack(to)}>
          {t("elsewhere")}
        </a>
      </Button>
    </>
  );
}

function ByPassword({ to }: { to: string }) {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const signIn = useMutation({
    mutationFn: () => body(api.POST("/api/sign-in", { body: { name, password } })),
    onSuccess: () => {
      takeWayBack();
      client.clear();
      void navigate(to, { replace: true });
    },
    onError: () => form.current?.querySelector<HTMLInputElement>("[name=password]")?.select(),
  });
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const lacks = name.trim() === "" || password === "";
    setMissing(lacks);
    if (!lacks) signIn.mutate();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label={t("name")}
        name="name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={name}
        wrong={missing && name.trim() === "" ? t("nameMissing") : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <PasswordField
        label={t("password")}
        name="password"
        autoComplete="current-password"
        show={t("showPassword")}
        hide={t("hidePassword")}
        value={password}
        wrong={missing && password === "" ? t("passwordMissing") : undefined}
        onChange={(event) => setPassword(event.target.value)}
      />
      {signIn.isError && <NotIn error={signIn.error} />}
      <Button type="submit" look="moon" aria-disabled={signIn.isPending} className="mt-1 w-full">
        {t("signIn")}
      </Button>
    </form>
  );
}

function NotIn({ error }: { error: Error }) {
  const { t } = useTranslation("account");
  const after = error instanceof Refused ? error.retryAfterS : null;
  return (
    <Problem title={t("notIn")}>
      {said(error)}
      {after !== null && ` ${t("wait", { count: Math.ceil(after / MINUTE_S) })}`}
    </Problem>
  );
}
