import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, type Key, type Me } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Chip } from "@/ui/Chip.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { ago } from "@/words/facts.ts";

import { Asked, Group, Lines, Section } from "../parts.tsx";
import type { SectionProps } from "../sections.ts";
import { Example } from "./Example.tsx";
import { NewKey } from "./NewKey.tsx";
import { Webhooks } from "./Webhooks.tsx";
import { keysQuery } from "./queries.ts";

/** What programs need: keys, an example, webhooks. */
export function Keys({ me }: SectionProps) {
  const { t } = useTranslation("settings");
  return (
    <Section title={t("sections.keys")} hint={t("keys.hint")}>
      {!me.alone && <Own me={me} />}
      <Group title={t("keys.example")} {...(me.alone ? { hint: t("keys.anyKey") } : {})}>
        <Example secret={me.alone ? "any" : "yz_..."} />
      </Group>
      <Webhooks />
    </Section>
  );
}

function Own({ me }: { me: Me }) {
  const { t } = useTranslation("settings");
  const asked = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  return (
    <Group
      title={t("keys.keys")}
      hint={t("keys.keysHint")}
      actions={
        <Button onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          {t("keys.create")}
        </Button>
      }
    >
      <Asked asked={asked}>{(keys) => <List keys={keys} />}</Asked>
      <NewKey open={making} me={me} onClose={() => setMaking(false)} />
    </Group>
  );
}

function List({ keys }: { keys: readonly Key[] }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [ending, setEnding] = useState<Key>();
  const held = keys.filter((key) => key.revoked_at === null);
  const ended = keys.filter((key) => key.revoked_at !== null);
  const revoke = async (key: Key) => {
    await api.DELETE("/api/keys/{key_id}", { params: { path: { key_id: key.id } } });
    await client.invalidateQueries({ queryKey: keysQuery.queryKey });
  };
  return (
    <>
      <Lines>
        {held.length === 0 && (
          <p className="flex items-center gap-3 px-4 py-5 text-quiet">
            <KeyRound aria-hidden className="size-4" />
            {t("keys.none")}
          </p>
        )}
        {held.map((key) => (
          <Row key={key.id} held={key} onRevoke={() => setEnding(key)} />
        ))}
      </Lines>
      {ended.length > 0 && (
        <details className="mt-3 text-quiet">
          <summary className="cursor-pointer rounded-sm text-sm hover:text-ink">
            {t("keys.showRevoked", { count: ended.length })}
          </summary>
          <div className="mt-2">
            <Lines>
              {ended.map((key) => (
                <Row key={key.id} held={key} />
              ))}
            </Lines>
          </div>
        </details>
      )}
      <Confirm
        open={ending !== undefined}
        title={t("keys.revokeAsk", { name: ending?.name ?? "" })}
        about={t("keys.revokeHint")}
        does={t("keys.revoke")}
        cancel={t("cancel")}
        close={t("close")}
        wrong={t("notSaved")}
        said={said}
        onConfirm={() => (ending === undefined ? Promise.resolve() : revoke(ending))}
        onClose={() => setEnding(undefined)}
      />
    </>
  );
}

function Row({ held, onRevoke }: { held: Key; onRevoke?: () => void }) {
  const { t, i18n } = useTranslation("settings");
  const when = (moment: number) => ago(moment, i18n.language);
  const used = held.used_at === null ? t("keys.neverUsed") : t("keys.used", { when: when(held.used_at) });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-52">
        <p className="flex flex-wrap items-baseline gap-x-2.5">
          <span className="font-medium">{held.name}</span>
          <code className="text-sm text-quiet">{held.start}…</code>
        </p>
        <p className="text-sm text-quiet">
          {t("keys.started", { when: when(held.created_at) })} ·{" "}
          {held.revoked_at === null ? used : t("keys.revoked", { when: when(held.revoked_at) })}
        </p>
      </div>
      <div className="flex flex-wrap gap-1.5">
        {held.scopes.map((scope) => (
          <Chip key={scope} className="h-6! px-2! text-xs!">
            {scope}
          </Chip>
        ))}
      </div>
      {onRevoke !== undefined && (
        <Button size="small" look="danger" onClick={onRevoke} aria-label={`${t("keys.revoke")}: ${held.name}`}>
          {t("keys.revoke")}
        </Button>
      )}
    </div>
  );
}
