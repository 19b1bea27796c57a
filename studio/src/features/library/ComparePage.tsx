import { useQueries } from "@tanstack/react-query";
import { ArrowLeft, Bookmark, Columns2, Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";

import type { Clip } from "@/api/client.ts";
import { clipQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { nameOf } from "@/clips/facts.ts";
import { playableOf, SideBySide, type Take } from "@/player/index.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Empty, Problem, Skeleton } from "@/ui/States.tsx";
import { Top } from "@/ui/Top.tsx";

import { MakingLine } from "./CardState.tsx";
import { useActions } from "./useActions.ts";
import { useFacts } from "./useFacts.ts";

const MOST = 4;

/** Two to four clips that play in step. */
export function ComparePage() {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  const [params] = useSearchParams();
  const go = useNavigate();
  const ids = [...new Set((params.get("ids") ?? "").split(",").filter((id) => id !== ""))].slice(0, MOST);
  const asked = useQueries({ queries: ids.map((id) => clipQuery(id)) });
  const clips = asked.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const wrong = asked.find(({ error }) => error !== null)?.error;
  const takes = clips.flatMap((clip, place): Take[] => {
    const playable = clip.frames > 1 ? playableOf(clip) : null;
    return playable === null ? [] : [{ clip: playable, label: t("take", { number: place + 1 }) }];
  });
  const waiting = clips.filter((clip) => clip.video === null).length;
  return (
    <>
      <title>{`${t("compareTitle")} · ${shell("title")}`}</title>
      <Top>
        <IconButton label={shell("back")} onClick={() => void (history.length > 1 ? go(-1) : go("/"))}>
          <ArrowLeft aria-hidden />
        </IconButton>
        <h1 className="truncate text-lg font-semibold">{t("compareTitle")}</h1>
      </Top>
      {ids.length < 2 ? (
        <Empty icon={<Columns2 />} title={t("compareTitle")}>
          <p>{t("compareHint")}</p>
          <Button asChild>
            <Link to="/">{shell("toLibrary")}</Link>
          </Button>
        </Empty>
      ) : (
        <div className="mx-auto flex w-full max-w-[1500px] flex-col gap-4">
          {wrong != null && <Problem title={t("wrong")}>{said(wrong)}</Problem>}
          {takes.length > 0 ? (
            <SideBySide takes={takes} autoPlay keys="page" />
          ) : (
            clips.length === 0 && wrong == null && <Skeleton className="aspect-video max-h-[70dvh]" />
          )}
          {waiting > 0 && <p className="text-sm text-quiet">{t("compareWaiting", { count: waiting })}</p>}
          <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
            {clips.map((clip, place) => (
              <Compared key={clip.id} clip={clip} number={place + 1} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** What one of them is, and whether it is the one to keep. */
function Compared({ clip, number }: { clip: Clip; number: number }) {
  const { t } = useTranslation("library");
  const actions = useActions();
  const { facts } = useFacts({ key: clip.id, first: clip, clips: [clip] });
  const busy = clip.status === "queued" || clip.status === "in_progress";
  return (
    <li className="flex items-start gap-2 rounded-lg border border-line bg-panel p-3">
      <div className="min-w-0 grow">
        <Link to={`/clips/${clip.id}`} className="block rounded-sm hover:underline">
          <span className="block text-xs text-quiet">{t("take", { number })}</span>
          <span className="line-clamp-2 text-base">{nameOf(clip)}</span>
        </Link>
        {busy ? <MakingLine clip={clip} onPicture={false} /> : <span className="text-xs text-quiet">{facts}</span>}
      </div>
      <IconButton
        label={t("favourite")}
        size="small"
        pressed={clip.favourite}
        onClick={() => void actions.mark([clip.id], "favourite", !clip.favourite)}
      >
        <Star aria-hidden className={clip.favourite ? "fill-current" : ""} />
      </IconButton>
      <IconButton
        label={t("bookmark")}
        size="small"
        pressed={clip.bookmarked}
        onClick={() => void actions.mark([clip.id], "bookmarked", !clip.bookmarked)}
      >
        <Bookmark aria-hidden className={clip.bookmarked ? "fill-current" : ""} />
      </IconButton>
    </li>
  );
}
