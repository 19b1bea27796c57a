import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { signOut } from "@/api/leaving.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { NewPassword } from "@/ui/NewPassword.tsx";
import { PasswordField } from "@/ui/PasswordField.tsx";
import { Problem } from "@/ui/States.tsx";
import { strengthOf } from "@/ui/strength.ts";
import { toast } from "@/ui/toasts.ts";
import { moment } from "@/words/facts.ts";

import { Line, Lines, Section } from "./parts.tsx";
import type { SectionProps } from "./sections.ts";

/** Who somebody is here, their password, and signing out. */
export function Account({ me }: SectionProps) {
  const { t, i18n } = useTranslation("settings");
  const [changing, setChanging] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const leave = () => signOut(false).catch((error: unknown) => toast(said(error), { tone: "wrong" }));
  return (
    <Section title={t("sections.account")} hint={t("account.hint")}>
      <Lines>
        <Line title={t("account.name")} note={t("account.nameHint")}>
          <span className="font-medium">{me.person.name}</span>
        </Line>
        <Line title={t("account.role")}>{t(`account.roles.${me.person.role}`)}</Line>
        <Line title={t("account.since")}>{moment(me.person.created_at, i18n.language)}</Line>
      </Lines>
      <Lines>
        <Line title={t("account.password")} note={t("account.passwordHint")}>
          <Button onClick={() => setChanging(true)}>{t("account.change")}</Button>
        </Line>
        <Line title={t("account.out")} note={t("account.outHint")}>
          <div className="flex gap-2">
            <Button onClick={() => void leave()}>{t("account.here")}</Button>
            <Button look="danger" onClick={() => setLeaving(true)}>
              {t("account.everywhere")}
            </Button>
          </div>
        </Line>
      </Lines>
      <Dialog open={changing} onClose={() => setChanging(false)} title={t("account.change")} close={t("close")}>
        {changing && <ChangePassword onDone={() => setChanging(false)} />}
      </Dialog>
      <Confirm
        open={leaving}
        title={t("account.everywhereAsk")}
        about={t("account.everywhereHint")}
        does={t("account.everywhere")}
        cancel={t("cancel")}
        close={t("close")}
        wrong={t("notSaved")}
        said={said}
        onConfirm={() => signOut(true)}
        onClose={() => setLeaving(false)}
      />
    </Section>
  );
}

function ChangePassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["settings", "account"]);
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const strength = strengthOf(next);
  const right = present !== "" && strength !== "short" && strength !== "long";
  const change = useMutation({
    mutationFn: () => body(api.POST("/api/me/password", { body: { present, new: next } })),
    onSuccess: () => {
      toast(t("settings:account.changed"));
      onDone();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (right && !change.isPending) change.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <PasswordField
        label={t("settings:account.present")}
        autoComplete="current-password"
        show={t("account:showPassword")}
        hide={t("account:hidePassword")}
        value={present}
        onChange={(event) => setPresent(event.target.value)}
      />
      <NewPassword label={t("settings:account.next")} value={next} onChange={setNext} />
      {change.isError && <Problem title={t("settings:account.notChanged")}>{said(change.error)}</Problem>}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("settings:cancel")}</Button>
        <Button type="submit" aria-disabled={!right || change.isPending}>
          {t("settings:account.change")}
        </Button>
      </div>
    </form>
  );
}
