import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import type { components } from "@/api/schema.ts";
import { Button } from "@/ui/Button.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { Copy } from "@/ui/Copy.tsx";
import { classes } from "@/ui/classes.ts";
import { toast } from "@/ui/toasts.ts";
import { bytes } from "@/words/facts.ts";

import { Asked, Group, Section } from "./parts.tsx";
import type { SectionProps } from "./sections.ts";

type Kept = components["schemas"]["Storage"];

const KEY = ["storage"];
const AT_ONCE = 200;

const storageQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => body(api.GET("/api/storage", { signal })),
  staleTime: 0,
});

/** What one's files take, the trash, and how to keep it all safe. */
export function Storage({ me }: SectionProps) {
  const { t } = useTranslation("settings");
  const asked = useQuery(storageQuery);
  const runs = me.alone || me.scopes.includes("admin");
  return (
    <Section title={t("sections.storage")} hint={t("storage.hint")}>
      <Asked asked={asked}>
        {(kept) => (
          <Taken kept={kept} most={typeof me.plan.storage_bytes === "number" ? me.plan.storage_bytes : null} />
        )}
      </Asked>
      <Group title={t("storage.backUp")} hint={t(runs ? "storage.backUpHint" : "storage.backUpOther")}>
        {runs && (
          <div className="flex flex-col gap-4">
            <Command label={t("storage.backUp")} text="yozora backup library.tar" />
            <Command label={t("storage.restore")} text="yozora restore library.tar" />
            <Command label={t("storage.room")} text="yozora doctor --repair" />
          </div>
        )}
      </Group>
    </Section>
  );
}

function Command({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation("settings");
  return <Copy label={label} text={text} copy={t("copy")} copied={t("copied")} />;
}

const COLOURS = { clips: "bg-sky", uploads: "bg-known", trash: "bg-edge" };

function Taken({ kept, most }: { kept: Kept; most: number | null }) {
  const { t, i18n } = useTranslation("settings");
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const language = i18n.language;
  const trash = {
    count: kept.trashed_clips.count + kept.trashed_uploads.count,
    bytes: kept.trashed_clips.bytes + kept.trashed_uploads.bytes,
  };
  const parts = [
    { name: "clips", ...kept.clips },
    { name: "uploads", ...kept.uploads },
    { name: "trash", ...trash },
  ] as const;
  const used = parts.reduce((sum, part) => sum + part.bytes, 0);
  const whole = Math.max(most ?? used, used, 1);
  return (
    <div className="rounded-xl border border-line bg-panel p-4">
      <p className="text-lg font-semibold tabular-nums">
        {most === null
          ? t("storage.used", { size: bytes(used, language) })
          : t("storage.of", { size: bytes(used, language), all: bytes(most, language) })}
      </p>
      {kept.free_bytes !== null && (
        <p className="text-sm text-quiet">{t("storage.free", { size: bytes(kept.free_bytes, language) })}</p>
      )}
      <div aria-hidden className="mt-4 flex h-2.5 gap-px overflow-hidden rounded-full bg-line">
        {parts.map((part) => (
          <span
            key={part.name}
            className={classes("h-full min-w-0", COLOURS[part.name])}
            style={{ width: `${(100 * part.bytes) / whole}%` }}
          />
        ))}
      </div>
      <dl className="mt-4 divide-y divide-line">
        {parts.map((part) => (
          <div key={part.name} className="flex min-h-12 items-center gap-3 py-1.5">
            <span aria-hidden className={classes("size-2.5 shrink-0 rounded-full", COLOURS[part.name])} />
            <dt className="grow">{t(`storage.${part.name}`)}</dt>
            <dd className="text-right text-sm text-quiet tabular-nums">
              {part.count === 0
                ? t("storage.nothing")
                : `${t("storage.count", { count: part.count })} · ${bytes(part.bytes, language)}`}
            </dd>
          </div>
        ))}
      </dl>
      {trash.count > 0 && (
        <div className="mt-3 flex justify-end">
          <Button look="danger" onClick={() => setAsking(true)}>
            {t("storage.empty")}
          </Button>
        </div>
      )}
      <Confirm
        open={asking}
        title={t("storage.emptyAsk")}
        about={t("storage.emptyHint", { count: trash.count })}
        does={t("storage.empty")}
        cancel={t("cancel")}
        close={t("close")}
        wrong={t("storage.notEmptied")}
        said={said}
        onConfirm={() => emptied(client).then(() => toast(t("storage.emptied")))}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}

/** Delete all that is in the trash now. What was deleted before something went wrong stays deleted. */
async function emptied(client: QueryClient): Promise<void> {
  try {
    for (;;) {
      const query = { trashed: true, limit: AT_ONCE };
      const { clips } = await body(api.GET("/api/clips", { params: { query } }));
      if (clips.length === 0) break;
      await api.POST("/api/clips/purge", { body: { ids: clips.map((clip) => clip.id) } });
    }
    for (const { id } of await body(api.GET("/api/uploads", { params: { query: { trashed: true } } }))) {
      await api.DELETE("/api/uploads/{upload_id}", { params: { path: { upload_id: id } } });
    }
  } finally {
    for (const key of [KEY, keys.clips, keys.uploads, keys.counts, keys.me]) {
      void client.invalidateQueries({ queryKey: key });
    }
  }
}
