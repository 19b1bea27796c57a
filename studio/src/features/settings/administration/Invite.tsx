import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type Person } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import type { components } from "@/api/schema.ts";
import { Button } from "@/ui/Button.tsx";
import { Choose } from "@/ui/Choose.tsx";
import { Copy } from "@/ui/Copy.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";

import { peopleQuery } from "./queries.ts";
import { ROLES } from "./roles.ts";

type Invited = components["schemas"]["Invited"];

interface InviteProps {
  open: boolean;
  plans: readonly string[];
  /** Whose link is shown; undefined while it is asked whom to invite. */
  invited: Invited | undefined;
  onInvited: (invited: Invited) => void;
  onClose: () => void;
}

/** Somebody to be invited; then their link, which is shown this once. */
export function Invite({ open, plans, invited, onInvited, onClose }: InviteProps) {
  const { t } = useTranslation("settings");
  const name = invited?.person.name ?? "";
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={invited === undefined ? t("people.inviting") : t("people.linkFor", { name })}
      {...(invited === undefined ? {} : { about: t("people.linkHint") })}
      close={t("close")}
    >
      {invited !== undefined ? (
        <div className="flex flex-col gap-4">
          <Copy
            label={t("people.linkFor", { name })}
            text={`${location.origin}/welcome#${invited.token}`}
            copy={t("copy")}
            copied={t("copied")}
          />
          <Button className="self-end" onClick={onClose}>
            {t("done")}
          </Button>
        </div>
      ) : (
        open && <Ask plans={plans} onInvited={onInvited} onClose={onClose} />
      )}
    </Dialog>
  );
}

type AskProps = Pick<InviteProps, "plans" | "onInvited" | "onClose">;

function Ask({ plans, onInvited, onClose }: AskProps) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Person["role"]>("member");
  const [plan, setPlan] = useState("plus");
  const [tried, setTried] = useState(false);
  const invite = useMutation({
    mutationFn: () => body(api.POST("/api/admin/people", { body: { name: name.trim(), role, plan } })),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      onInvited(made);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && !invite.isPending) invite.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <TextField
        label={t("people.newName")}
        note={t("people.newNameHint")}
        maxLength={60}
        autoComplete="off"
        value={name}
        wrong={tried && name.trim() === "" ? t("people.nameMissing") : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="flex flex-wrap gap-x-8 gap-y-3">
        <div>
          <p className="mb-1.5 text-sm text-quiet">{t("people.role")}</p>
          <Choose
            label={t("people.role")}
            value={role}
            choices={ROLES.map((value) => ({
              value,
              label: t(`account.roles.${value}`),
              note: t(`people.roleHint.${value}`),
            }))}
            onChange={setRole}
          />
        </div>
        <div>
          <p className="mb-1.5 text-sm text-quiet">{t("people.plan")}</p>
          <Choose
            label={t("people.plan")}
            value={plan}
            choices={plans.map((value) => ({ value, label: value }))}
            onChange={setPlan}
          />
        </div>
      </div>
      {invite.isError && <Problem title={t("people.notInvited")}>{said(invite.error)}</Problem>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" aria-disabled={invite.isPending}>
          {t("people.makeLink")}
        </Button>
      </div>
    </form>
  );
}
