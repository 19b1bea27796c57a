import { useQuery } from "@tanstack/react-query";
import { Columns2, ExternalLink, Film, Pause, Play } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Clip } from "@/api/client.ts";
import { clipQuery } from "@/api/queries.ts";
import { errorOf } from "@/clips/failed.ts";
import { stamp } from "@/player/index.ts";
import { toNumber } from "@/timeline/fractions.ts";
import { frameAt, secondsOf } from "@/timeline/timeline.ts";
import { Menu, MenuChoices, MenuTitle } from "@/ui/Menu.tsx";
import { Tip } from "@/ui/Tip.tsx";

import { CardsPicture } from "./CardsPicture.tsx";
import { Compare } from "./Compare.tsx";
import { useDesk } from "./desk.ts";
import { Growing } from "./Growing.tsx";
import type { Making } from "./making.ts";
import type { Sources } from "./sources.ts";
import { SyncedVideo } from "./SyncedVideo.tsx";
import { useMoment, useTransport } from "./transport.ts";
import { useSay } from "./useSay.ts";

const CARDS = "cards";
/** What the head of the page and the line of time leave. */
const HIGHEST = "max(16rem, 100dvh - 23.5rem - var(--rows, 0rem))";
const ON_PICTURE =
  "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full bg-black/60 whitespace-nowrap px-3 text-sm text-white backdrop-blur-sm transition " +
  "duration-150 hover:bg-black/80 disabled:opacity-45 [&_svg]:size-4";

interface StageProps {
  board: string;
  revision: number;
  sources: Sources;
  making: Making;
}

/** What the board looks like at the playhead: the newest take, one that was chosen, or what was given. */
export function Stage({ sources, making }: StageProps) {
  const { t } = useTranslation("storyboard");
  const size = useDesk(({ line }) => line.size);
  const { takes } = making;
  const aspect = size.width / size.height;
  const [picked, setPicked] = useState<{ newest: string | undefined; id: string } | null>(null);
  const [comparing, setComparing] = useState(false);
  const finished = useMemo(() => takes.filter((one) => one.status === "completed"), [takes]);
  const growing = takes.filter((one) => one.status === "queued" || one.status === "in_progress");
  const newest = takes[0]?.id;
  const refused = takes[0] !== undefined && errorOf(takes[0])?.refusal != null ? takes[0] : undefined;
  // What was picked holds until there is a newer take: then that is what one wants to see.
  const wanted = picked?.newest === newest ? picked?.id : undefined;
  const shown =
    takes.find((one) => one.id === wanted) ??
    (wanted === CARDS ? undefined : (growing.at(-1) ?? refused ?? finished[0]));
  const numberOf = (clip: Clip) => takes.length - takes.indexOf(clip);
  const isMade = shown?.status === "completed" && shown.video !== null;
  return (
    <section
      aria-label={t("player")}
      className="relative flex min-h-0 items-center justify-center overflow-hidden rounded-xl border border-line bg-black"
    >
      <div
        className="relative w-full overflow-hidden"
        style={{ aspectRatio: aspect, maxWidth: `calc(${HIGHEST} * ${aspect})` }}
      >
        {shown === undefined && <CardsPicture sources={sources} />}
        {shown !== undefined && !isMade && (
          <Growing clip={shown} number={numberOf(shown)} onCancel={() => making.cancel(shown.id)} />
        )}
        {shown?.video != null && isMade && (
          <SyncedVideo key={shown.id} src={shown.video} poster={shown.thumbnail} fps={shown.fps} />
        )}
      </div>
      {isMade && <Older clip={shown.id} digest={making.digest} />}
      <div className="absolute inset-x-0 bottom-0 flex items-center gap-3 bg-linear-to-t from-black/85 via-black/45 to-transparent px-4 pt-10 pb-3 text-white">
        <Playing />
        {takes.length > 0 && (
          <Menu
            label={t("takes")}
            align="end"
            trigger={
              <button type="button" className={ON_PICTURE}>
                <Film aria-hidden />
                {shown === undefined ? t("theCards") : t("takeOf", { number: numberOf(shown), all: takes.length })}
              </button>
            }
          >
            <MenuTitle>{t("takes")}</MenuTitle>
            <MenuChoices
              value={shown?.id ?? CARDS}
              onChange={(id) => setPicked({ newest, id })}
              choices={[
                ...takes.map((one) => ({
                  value: one.id,
                  label: t("take", { number: numberOf(one) }),
                  note: takeNote(one, t("failed"), t("queued")),
                })),
                { value: CARDS, label: t("theCards"), note: t("theCardsHint") },
              ]}
            />
          </Menu>
        )}
        {finished.length > 1 && (
          <button type="button" className={ON_PICTURE} aria-label={t("compare")} onClick={() => setComparing(true)}>
            <Columns2 aria-hidden />
            <span className="max-sm:hidden">{t("compare")}</span>
          </button>
        )}
        {isMade && (
          <Tip text={t("openClip")}>
            <Link to={`/clips/${shown.id}`} aria-label={t("openClip")} className={ON_PICTURE}>
              <ExternalLink aria-hidden />
            </Link>
          </Tip>
        )}
      </div>
      {comparing && (
        <Compare takes={finished} shown={shown?.id ?? null} numberOf={numberOf} onClose={() => setComparing(false)} />
      )}
    </section>
  );
}

function takeNote(clip: Clip, failed: string, queued: string): string {
  if (clip.status === "failed") return failed;
  return clip.status === "queued" ? queued : `${clip.seed}`;
}

function Playing() {
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const transport = useTransport();
  const line = useDesk((now) => now.line);
  const isPlaying = useMoment((moment) => moment.rate !== 0);
  const frame = useMoment((moment) => frameAt(line, moment.second));
  const fps = toNumber(line.fps);
  const length = secondsOf(line);
  return (
    <>
      <Tip text={t(isPlaying ? "pause" : "play")} keys="␣">
        <button
          type="button"
          aria-label={t(isPlaying ? "pause" : "play")}
          onClick={transport.toggle}
          className="grid size-9 shrink-0 place-items-center rounded-full text-white hover:bg-white/15 [&_svg]:size-4.5"
        >
          {isPlaying ? <Pause aria-hidden fill="currentColor" /> : <Play aria-hidden fill="currentColor" />}
        </button>
      </Tip>
      <span data-testid="stamp" className="shrink-0 text-base tabular-nums">
        {stamp(frame, fps)}
      </span>
      <div aria-hidden className="h-1 min-w-4 grow overflow-hidden rounded-full bg-white/25 max-sm:bg-transparent">
        <div
          className="h-full origin-left bg-linear-to-r from-sky to-moon max-sm:hidden"
          style={{ transform: `scaleX(${line.frames === 0 ? 0 : frame / line.frames})` }}
        />
      </div>
      <span className="shrink-0 text-sm tabular-nums max-sm:hidden">{time(length)}</span>
    </>
  );
}

/** Says that a take is of another board than the one below. */
function Older({ clip, digest }: { clip: string; digest: string }) {
  const { t } = useTranslation("storyboard");
  const detail = useQuery(clipQuery(clip));
  const [isLate, setLate] = useState(false);
  const metadata = detail.data?.asked["metadata"] as Record<string, string> | undefined;
  const isOlder = metadata?.["cards"] !== undefined && metadata["cards"] !== digest;
  useEffect(() => {
    const timer = setTimeout(() => setLate(isOlder), 300);
    return () => clearTimeout(timer);
  }, [isOlder]);
  return isLate && isOlder ? (
    <span className="absolute top-3 left-3 animate-appear rounded-full bg-black/65 px-3 py-1 text-xs text-white backdrop-blur-sm">
      {t("older")}
    </span>
  ) : null;
}
