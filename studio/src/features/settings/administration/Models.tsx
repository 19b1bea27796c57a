import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Choose } from "@/ui/Choose.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { INPUT, TextField } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { toast } from "@/ui/toasts.ts";

import { Asked, Section } from "../parts.tsx";
import { modelNamesQuery } from "./queries.ts";

type AllModels = Record<string, Record<string, unknown>>;

const ENGINES = ["suited", "sketch", "storybook"];
const ALWAYS: readonly string[] = ["sora-2", "sora-2-pro", "turbo", "full", "sketch", "storybook"];

/** Names of models, and what each stands for. */
export function Models() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const asked = useQuery(modelNamesQuery);
  const [adding, setAdding] = useState(false);
  const [resetting, setResetting] = useState(false);
  const save = useMutation({
    mutationFn: (models: AllModels) => body(api.PUT("/api/admin/models", { body: { models } })),
    onSuccess: ({ models }) => {
      client.setQueryData(modelNamesQuery.queryKey, models);
      void client.invalidateQueries({ queryKey: keys.models });
    },
  });
  return (
    <Section title={t("sections.models")} hint={t("models.hint")} wide>
      <Asked asked={asked}>
        {(models) => (
          <div>
            <ul className="divide-y divide-line rounded-xl border border-line bg-panel">
              {Object.entries(models).map(([name, entries]) => (
                <Row
                  key={name}
                  name={name}
                  entries={entries}
                  onChange={(changed) => save.mutate({ ...models, [name]: changed })}
                  onDelete={() => {
                    const rest = Object.fromEntries(Object.entries(models).filter(([one]) => one !== name));
                    const back = { label: t("undo"), run: () => save.mutate(models) };
                    save.mutate(rest, { onSuccess: () => toast(t("models.deleted", { name }), { action: back }) });
                  }}
                />
              ))}
            </ul>
            {save.isError && (
              <Problem title={t("notSaved")} className="mt-4">
                {said(save.error)}
              </Problem>
            )}
            <div className="mt-4 flex flex-wrap items-center gap-3">
              <Button onClick={() => setAdding(true)}>
                <Plus aria-hidden />
                {t("models.add")}
              </Button>
              <Button look="ghost" onClick={() => setResetting(true)}>
                {t("models.reset")}
              </Button>
              <p role="status" className="grow text-right text-sm text-quiet">
                {save.isPending && t("plans.saving")}
                {save.isSuccess && t("plans.saved")}
              </p>
            </div>
            <Dialog open={adding} onClose={() => setAdding(false)} title={t("models.add")} close={t("close")}>
              {adding && (
                <Add
                  onAdd={(name) => save.mutate({ ...models, [name]: { engine: "suited", options: {} } })}
                  onClose={() => setAdding(false)}
                />
              )}
            </Dialog>
          </div>
        )}
      </Asked>
      <Confirm
        open={resetting}
        title={t("models.resetAsk")}
        about={t("models.resetHint")}
        does={t("models.reset")}
        cancel={t("cancel")}
        close={t("close")}
        wrong={t("notSaved")}
        said={said}
        onConfirm={() => save.mutateAsync({})}
        onClose={() => setResetting(false)}
      />
    </Section>
  );
}

interface RowProps {
  name: string;
  entries: Record<string, unknown>;
  onChange: (entries: Record<string, unknown>) => void;
  onDelete: () => void;
}

function Row({ name, entries, onChange, onDelete }: RowProps) {
  const { t } = useTranslation("settings");
  const engine = String(entries.engine);
  const options = JSON.stringify(entries.options ?? {});
  const engines = ENGINES.includes(engine) ? ENGINES : [...ENGINES, engine];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <code className="min-w-0 grow basis-36 font-medium">{name}</code>
      <Choose
        label={t("models.engineOf", { name })}
        value={engine}
        choices={engines.map((value) => ({ value, label: value }))}
        onChange={(chosen) => onChange({ ...entries, engine: chosen })}
      />
      <Options
        key={options}
        label={t("models.optionsOf", { name })}
        before={options}
        onChange={(changed) => onChange({ ...entries, options: changed })}
      />
      <span className="grid w-8 place-items-center">
        {!ALWAYS.includes(name) && (
          <IconButton label={t("models.delete", { name })} size="small" onClick={onDelete}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </span>
    </li>
  );
}

interface OptionsProps {
  label: string;
  before: string;
  onChange: (options: Record<string, unknown>) => void;
}

function Options({ label, before, onChange }: OptionsProps) {
  const { t } = useTranslation("settings");
  const [text, setText] = useState(before);
  const read = objectOf(text);
  return (
    <div className="w-64 max-sm:w-full">
      <input
        aria-label={label}
        aria-invalid={read === undefined}
        title={read === undefined ? t("models.optionsBad") : t("models.optionsHint")}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => read !== undefined && JSON.stringify(read) !== before && onChange(read)}
        onKeyDown={(event) => event.key === "Escape" && setText(before)}
        className={classes(INPUT, "h-9 font-mono text-sm!")}
      />
      {read === undefined && <p className="mt-1 text-xs text-unknown">{t("models.optionsBad")}</p>}
    </div>
  );
}

/** The object that is written; undefined for anything else. An empty field is an object without entries. */
function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function Add({ onAdd, onClose }: { onAdd: (name: string) => void; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const right = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!right) return;
    onAdd(name);
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label={t("models.newName")}
        value={name}
        wrong={tried && !right ? t("models.newBad") : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit">{t("models.make")}</Button>
      </div>
    </form>
  );
}
