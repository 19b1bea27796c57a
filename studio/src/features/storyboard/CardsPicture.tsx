import { Clock3, ImageOff, Sparkles, Type } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Card } from "@/timeline/cards.ts";
import { frameAt, gapsOf, placedOf, secondAt, type Timeline } from "@/timeline/timeline.ts";
import { classes } from "@/ui/classes.ts";

import { useDesk } from "./desk.ts";
import type { Source, Sources } from "./sources.ts";
import { SyncedVideo } from "./SyncedVideo.tsx";
import { useMoment } from "./transport.ts";
import { useSay } from "./useSay.ts";

const NIGHT = "bg-[radial-gradient(circle_at_70%_-20%,#2a3a6b,#0b0d17_60%)]";

/** What was given at the playhead: a picture, a frame of a clip, words, or nothing, which the model will fill. */
export function CardsPicture({ sources }: { sources: Sources }) {
  const line = useDesk((now) => now.line);
  const id = useMoment((moment) => cardAt(line, moment.second)?.id ?? null);
  const card = line.cards.find((one) => one.id === id);
  if (line.cards.length === 0) return <Nothing />;
  if (card === undefined) return <Filled line={line} sources={sources} />;
  if (card.kind === "text") return <Words text={card.text} />;
  return <Picture card={card} source={sources.get(card.file)} />;
}

/** The card that is seen at a moment: a picture before words. */
function cardAt(line: Timeline, second: number): Card | null {
  const frame = Math.min(frameAt(line, second), line.frames - 1);
  const here = placedOf(line).filter((one) => one.first <= frame && frame < one.end);
  return (here.findLast((one) => one.card.kind !== "text") ?? here[0])?.card ?? null;
}

function Picture({ card, source }: { card: Exclude<Card, { kind: "text" }>; source: Source | undefined }) {
  const { t } = useTranslation("storyboard");
  if (source === undefined || source.state === "loading") return <div className={classes("absolute inset-0", NIGHT)} />;
  if (source.state !== "ready") {
    return (
      <Told
        icon={source.state === "waiting" ? <Clock3 aria-hidden /> : <ImageOff aria-hidden />}
        title={t(source.state)}
      />
    );
  }
  const fit = card.fit === "letterbox" ? "object-contain" : card.fit === "stretch" ? "object-fill" : "object-cover";
  if (card.kind === "clip" && source.video !== null) {
    const { video, picture, fps } = source;
    return (
      <div className={fit === "object-contain" ? "[&_video]:object-contain!" : undefined}>
        <SyncedVideo key={card.id} src={video} poster={picture} fps={fps} at={card.at} start={card.start} />
      </div>
    );
  }
  return (
    <img src={source.picture ?? undefined} alt={source.name} className={classes("absolute inset-0 size-full", fit)} />
  );
}

function Words({ text }: { text: string }) {
  const { t } = useTranslation("storyboard");
  return (
    <div className={classes("absolute inset-0 grid place-items-center px-[8%] pb-10 text-center text-white", NIGHT)}>
      <div className="max-w-2xl">
        <p className="mb-3 inline-flex items-center gap-1.5 text-xs text-white/75">
          <Type aria-hidden className="size-3.5" />
          {t("fromWords")}
        </p>
        <p className="line-clamp-5 text-xl leading-relaxed font-medium text-balance">
          {text.trim() === "" ? t("noWords") : text}
        </p>
      </div>
    </div>
  );
}

function Filled({ line, sources }: { line: Timeline; sources: Sources }) {
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const first = useMoment((moment) => {
    const frame = Math.min(frameAt(line, moment.second), line.frames - 1);
    return gapsOf(line).find((gap) => gap.first <= frame && frame < gap.end)?.first ?? 0;
  });
  const gap = gapsOf(line).find((one) => one.first === first) ?? { first: 0, end: line.frames };
  const placed = placedOf(line);
  const before = pictureOf(placed.findLast((one) => one.end === gap.first)?.card, sources);
  const after = pictureOf(placed.find((one) => one.first === gap.end)?.card, sources);
  const seconds = time(secondAt(line, gap.end - gap.first));
  const hint = gap.end === line.frames ? "fillsEnd" : gap.first === 0 ? "fillsStart" : "fillsHint";
  return (
    <div className={classes("absolute inset-0", NIGHT)}>
      <Faded picture={before} side="left" />
      <Faded picture={after} side="right" />
      <div className="absolute inset-0 hatched opacity-80" />
      <Told icon={<Sparkles aria-hidden />} title={t("fills")} hint={t(hint, { seconds })} />
    </div>
  );
}

function pictureOf(card: Card | undefined, sources: Sources): string | null {
  return card === undefined || card.kind === "text" ? null : (sources.get(card.file)?.picture ?? null);
}

function Faded({ picture, side }: { picture: string | null; side: "left" | "right" }) {
  if (picture === null) return null;
  const mask = `linear-gradient(to ${side === "left" ? "right" : "left"}, rgb(0 0 0 / 0.55), transparent 45%)`;
  return (
    <img
      src={picture}
      alt=""
      className="absolute inset-0 size-full object-cover blur-sm"
      style={{ maskImage: mask, WebkitMaskImage: mask }}
    />
  );
}

function Nothing() {
  const { t } = useTranslation("storyboard");
  return (
    <div className={classes("absolute inset-0", NIGHT)}>
      <Told icon={<Sparkles aria-hidden />} title={t("nothingYet")} hint={t("nothingYetHint")} />
    </div>
  );
}

function Told({ icon, title, hint }: { icon: ReactNode; title: string; hint?: string }) {
  return (
    <div className="absolute inset-0 grid place-items-center px-6 pb-10 text-center text-white">
      <div className="flex max-w-md flex-col items-center gap-1.5">
        <span className="mb-1 grid size-12 place-items-center rounded-full bg-white/12 [&_svg]:size-5">{icon}</span>
        <p className="text-lg font-medium">{title}</p>
        {hint !== undefined && <p className="text-base text-white/80">{hint}</p>}
      </div>
    </div>
  );
}
