import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ClipDetail } from "@/api/client.ts";
import { clipQuery } from "@/api/queries.ts";
import { ratioOf } from "@/clips/facts.ts";
import { useModelNames } from "@/clips/models.ts";
import { useOperations } from "@/clips/operations.ts";
import { ago, bytes, moment, seconds } from "@/words/facts.ts";

import { Seed } from "../Seed.tsx";
import { Actions } from "./Actions.tsx";
import { Title } from "./Title.tsx";

/** What is known of the clip at a glance, beside the player. */
export function Facts({ clip }: { clip: ClipDetail }) {
  const { t, i18n } = useTranslation("clip");
  const { operationOf } = useOperations();
  const called = useModelNames();
  const language = i18n.language;
  return (
    <section aria-label={t("about")} className="flex flex-col gap-4 rounded-xl border border-line bg-panel p-4">
      <div className="flex flex-col gap-2">
        <Title clip={clip} />
        {clip.title !== "" && clip.title !== clip.prompt && (
          <p className="max-h-40 overflow-y-auto text-quiet">{clip.prompt}</p>
        )}
        <p className="text-sm text-quiet">
          {operationOf(clip.operation)}
          {clip.parents.map((parent) => (
            <Parent key={parent} id={parent} />
          ))}
        </p>
      </div>
      <Actions clip={clip} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <Fact name={t("length")}>
          {seconds(clip.seconds, language)} · {t("frames", { count: clip.frames })}
        </Fact>
        <Fact name={t("size")}>
          {clip.size.replace("x", " × ")} · {ratioOf(clip.size)}
        </Fact>
        <Fact name={t("pace")}>{t("fps", { fps: Math.round(1000 * clip.fps) / 1000 })}</Fact>
        <Fact name={t("model")}>{called(clip.model)}</Fact>
        <Fact name={t("seed")}>
          <Seed seed={clip.seed} />
        </Fact>
        <Fact name={t("made")}>
          <time dateTime={new Date(1000 * clip.created_at).toISOString()} title={moment(clip.created_at, language)}>
            {ago(clip.created_at, language)}
          </time>
        </Fact>
        {clip.size_bytes > 0 && <Fact name={t("file")}>{bytes(clip.size_bytes, language)}</Fact>}
      </dl>
      {clip.notes.length > 0 && (
        <ul className="flex flex-col gap-1 border-t border-line pt-3 text-sm text-quiet">
          {clip.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0 truncate">{children}</dd>
    </>
  );
}

function Parent({ id }: { id: string }) {
  const { t } = useTranslation("clip");
  const { calledBy } = useOperations();
  const { data } = useQuery(clipQuery(id));
  if (data === undefined) return null;
  return (
    <>
      {" · "}
      <Link to={`/clips/${id}`} className="text-ink underline decoration-edge underline-offset-3 hover:decoration-ink">
        {t("from", { name: calledBy(data) })}
      </Link>
    </>
  );
}
