import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Plus, Trash2 } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";

import { Asked, Section } from "../parts.tsx";
import { PlanCell } from "./PlanCell.tsx";
import { changed, ROWS, without, type AllPlans } from "./planRows.ts";
import { plansQuery } from "./queries.ts";

const KEPT: readonly string[] = ["open", "plus"]; // the server needs them: of the first administrator, and of new people

/** What people may make, as a table whose cells are kept as they are left. */
export function Plans() {
  const { t } = useTranslation("settings");
  const asked = useQuery(plansQuery);
  return (
    <Section title={t("sections.plans")} hint={t("plans.hint")} wide>
      <Asked asked={asked}>{(plans) => <Table plans={plans} />}</Asked>
    </Section>
  );
}

function Table({ plans }: { plans: AllPlans }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const save = useMutation({
    mutationFn: (wanted: AllPlans) => body(api.PUT("/api/admin/plans", { body: { plans: wanted } })),
    onSuccess: (said) => {
      client.setQueryData(plansQuery.queryKey, said.plans);
      void client.invalidateQueries({ queryKey: keys.me });
    },
  });
  const names = Object.keys(plans);
  const remove = (plan: string) =>
    save.mutate(without(plans, plan), {
      onSuccess: () =>
        toast(t("plans.deleted", { plan }), { action: { label: t("undo"), run: () => save.mutate(plans) } }),
    });
  return (
    <div>
      <div className="overflow-x-auto rounded-xl border border-line bg-panel">
        <table className="w-full border-collapse">
          <thead>
            <tr className="border-b border-line">
              <th scope="col" className="sticky left-0 bg-panel px-4 py-2 text-left text-sm font-normal text-quiet">
                {t("plans.limit")}
              </th>
              {names.map((plan) => (
                <th key={plan} scope="col" className="min-w-32 px-2 py-2 text-left font-medium">
                  <span className="flex min-h-8 items-center gap-1 pl-1">
                    {plan}
                    {!KEPT.includes(plan) && (
                      <IconButton label={t("plans.delete", { plan })} size="small" onClick={() => remove(plan)}>
                        <Trash2 aria-hidden />
                      </IconButton>
                    )}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line/60">
            {ROWS.map(({ limit, kind, open }) => (
              <tr key={limit}>
                <th
                  scope="row"
                  className="sticky left-0 bg-panel px-4 py-1.5 text-left text-sm font-normal whitespace-nowrap max-sm:max-w-36 max-sm:whitespace-normal"
                >
                  {t(`plans.rows.${limit}`)}
                </th>
                {names.map((plan) => (
                  <td key={plan} className="p-1.5">
                    <PlanCell
                      label={t("plans.cell", { limit: t(`plans.rows.${limit}`), plan })}
                      kind={kind}
                      open={open}
                      value={plans[plan]?.[limit]}
                      onChange={(value) => save.mutate(changed(plans, plan, limit, value))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {save.isError && (
        <Problem title={t("notSaved")} className="mt-4">
          {said(save.error)}
        </Problem>
      )}
      <div className="mt-4 flex items-center justify-between gap-4">
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {t("plans.add")}
        </Button>
        <p role="status" className="flex items-center gap-1.5 text-sm text-quiet">
          {save.isPending && t("plans.saving")}
          {save.isSuccess && (
            <>
              <Check aria-hidden className="size-4 text-known" />
              {t("plans.saved")}
            </>
          )}
        </p>
      </div>
      <Dialog open={adding} onClose={() => setAdding(false)} title={t("plans.add")} close={t("close")}>
        {adding && (
          <Add
            names={names}
            onAdd={(name) => save.mutate({ ...plans, [name]: { ...plans.plus } })}
            onClose={() => setAdding(false)}
          />
        )}
      </Dialog>
    </div>
  );
}

interface AddProps {
  names: readonly string[];
  onAdd: (name: string) => void;
  onClose: () => void;
}

function Add({ names, onAdd, onClose }: AddProps) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const wrong = !/^[a-z][a-z0-9-]{0,39}$/.test(name)
    ? t("plans.addBad")
    : names.includes(name)
      ? t("plans.addTaken")
      : undefined;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong !== undefined) return;
    onAdd(name);
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label={t("plans.addName")}
        note={t("plans.addHint", { plan: "plus" })}
        value={name}
        wrong={tried ? wrong : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit">{t("plans.make")}</Button>
      </div>
    </form>
  );
}
