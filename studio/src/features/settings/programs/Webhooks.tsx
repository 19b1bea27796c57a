import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Send, Trash2, Webhook } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import type { components } from "@/api/schema.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { Copy } from "@/ui/Copy.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";

import { Asked, Group, Lines } from "../parts.tsx";
import { hooksQuery } from "./queries.ts";

type Hook = components["schemas"]["HookShape"];

/** Addresses that hear of finished clips. */
export function Webhooks() {
  const { t } = useTranslation("settings");
  const asked = useQuery(hooksQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Group
      title={t("keys.hooks")}
      hint={t("keys.hooksHint")}
      actions={
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {t("keys.addHook")}
        </Button>
      }
    >
      <Asked asked={asked}>{(hooks) => <List hooks={hooks} />}</Asked>
      <Add open={adding} onClose={() => setAdding(false)} />
    </Group>
  );
}

function List({ hooks }: { hooks: readonly Hook[] }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [ending, setEnding] = useState<Hook>();
  const forget = async (hook: Hook) => {
    await api.DELETE("/v1/webhooks/{hook_id}", { params: { path: { hook_id: hook.id } } });
    await client.invalidateQueries({ queryKey: hooksQuery.queryKey });
  };
  return (
    <>
      <Lines>
        {hooks.length === 0 && (
          <p className="flex items-center gap-3 px-4 py-5 text-quiet">
            <Webhook aria-hidden className="size-4" />
            {t("keys.noHooks")}
          </p>
        )}
        {hooks.map((hook) => (
          <Row key={hook.id} hook={hook} onDelete={() => setEnding(hook)} />
        ))}
      </Lines>
      <Confirm
        open={ending !== undefined}
        title={t("keys.hookDeleteAsk")}
        about={t("keys.hookDeleteHint", { url: ending?.url ?? "" })}
        does={t("keys.hookDelete")}
        cancel={t("cancel")}
        close={t("close")}
        wrong={t("notSaved")}
        said={said}
        onConfirm={() => (ending === undefined ? Promise.resolve() : forget(ending))}
        onClose={() => setEnding(undefined)}
      />
    </>
  );
}

function Row({ hook, onDelete }: { hook: Hook; onDelete: () => void }) {
  const { t } = useTranslation("settings");
  const path = { hook_id: hook.id };
  const test = useMutation({
    mutationFn: () =>
      body(api.POST("/v1/webhooks/{hook_id}/test", { params: { path }, body: { event_type: "video.completed" } })),
  });
  const last = hook.last_answer === null ? t("keys.noAnswer") : t("keys.lastAnswer", { answer: hook.last_answer });
  return (
    <div className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 grow basis-52">
          <p className="font-medium break-all">{hook.url}</p>
          <p className="text-sm text-quiet">
            {hook.events.join(", ")} · {hook.disabled_at === null ? last : t("keys.disabled")}
          </p>
        </div>
        {test.isSuccess && (
          <span role="status" className="text-sm text-known">
            {t("keys.tested", { status: test.data.status_code })}
          </span>
        )}
        <Button size="small" aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate()}>
          <Send aria-hidden />
          {t(test.isPending ? "keys.testing" : "keys.test")}
        </Button>
        <IconButton label={`${t("keys.hookDelete")}: ${hook.url}`} size="small" onClick={onDelete}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {test.isError && (
        <Problem title={t("keys.testFailed")} className="mt-3">
          {said(test.error)}
        </Problem>
      )}
    </div>
  );
}

function Add({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [secret, setSecret] = useState<string>();
  const close = () => {
    onClose();
    setSecret(undefined);
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={t(secret === undefined ? "keys.addHook" : "keys.hookMade")}
      {...(secret === undefined ? {} : { about: t("keys.hookMadeHint") })}
      close={t("close")}
    >
      {open && secret === undefined && <Ask onAdded={setSecret} onClose={close} />}
      {secret !== undefined && (
        <div className="flex flex-col gap-4">
          <Copy label={t("keys.secret")} text={secret} copy={t("copy")} copied={t("copied")} />
          <Button className="self-end" onClick={close}>
            {t("done")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Ask({ onAdded, onClose }: { onAdded: (secret: string) => void; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () =>
      body(api.POST("/v1/webhooks", { body: { url: url.trim(), events: ["video.completed", "video.failed"] } })),
    onSuccess: (hook) => {
      void client.invalidateQueries({ queryKey: hooksQuery.queryKey });
      onAdded(hook.secret);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (url.trim() !== "" && !add.isPending) add.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label={t("keys.hookUrl")}
        note={t("keys.hookUrlHint")}
        type="url"
        placeholder="https://"
        value={url}
        wrong={tried && url.trim() === "" ? t("keys.hookMissing") : undefined}
        onChange={(event) => setUrl(event.target.value)}
      />
      {add.isError && <Problem title={t("keys.notAdded")}>{said(add.error)}</Problem>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" aria-disabled={add.isPending}>
          {t("keys.add")}
        </Button>
      </div>
    </form>
  );
}
