import { CircleAlert, Clock3, RotateCcw, Scale } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { useProgress } from "@/api/live.ts";
import { refusedShort, type Refusal } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { errorOf } from "@/clips/failed.ts";
import { nameOf } from "@/clips/facts.ts";
import { useAppealing } from "@/safety/appealing.ts";
import { useOutcome } from "@/safety/decisions.ts";
import { Meter } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { seconds } from "@/words/facts.ts";

import type { Item } from "./items.ts";
import { useJob } from "./useJob.ts";

/** The clip of a card that says how far the card is: one being made, else one that waits, else one that failed. */
export function unfinished(item: Item): Clip | null {
  const of = (status: Clip["status"]) => item.clips.find((clip) => clip.status === status);
  const found = of("in_progress") ?? of("queued");
  if (found !== undefined) return found;
  return item.clips.every((clip) => clip.status === "failed") ? item.first : null;
}

/** How far a clip is, in a line. `onPicture` is white on a dark ground. */
export function MakingLine({ clip, onPicture }: { clip: Clip; onPicture: boolean }) {
  const { t, i18n } = useTranslation("library");
  const progress = useProgress(clip);
  const { job, paused, leftS } = useJob(clip.id);
  const running = clip.status === "in_progress" || job?.state === "running";
  const time = leftS === null ? null : seconds(leftS, i18n.language);
  const parts: string[] = [];
  if (running) {
    const done = Math.round(progress * clip.frames);
    parts.push(done === 0 ? t("starting") : t("frame", { done, all: clip.frames }));
    if (time !== null) parts.push(t("left", { time }));
  } else if (paused) {
    parts.push(t("paused"));
  } else {
    const ahead = job?.ahead ?? 0;
    parts.push(ahead > 0 ? t("ahead", { count: ahead }) : t("nextUp"));
  }
  return (
    <span className="block">
      <span className={classes("block truncate text-xs tabular-nums", onPicture ? "text-white/85" : "text-quiet")}>
        {!running && <Clock3 aria-hidden className="mr-1 inline size-3 align-[-1px]" />}
        {parts.join(" · ")}
      </span>
      {running && (
        <Meter
          label={t("progress", { name: nameOf(clip) })}
          value={progress}
          className={classes("mt-1.5", onPicture && "bg-white/25!")}
        />
      )}
    </span>
  );
}

/** Why a clip could not be made, in the person's language. */
export function useReason(clip: Clip): string {
  const { t } = useTranslation("library");
  const error = errorOf(clip);
  if (error === null) return t("failed");
  if (error.code === "cancelled") return t("cancelled");
  return error.refusal === null ? said(error) : refusedShort(error.refusal);
}

interface FailedProps {
  clip: Clip;
  onRetry: (id: string) => void;
  className?: string;
  tabIndex: number;
}

/** What went wrong, and the button that tries again. */
export function Failed({ clip, onRetry, className, tabIndex }: FailedProps) {
  const shell = useTranslation().t;
  const reason = useReason(clip);
  const refusal = errorOf(clip)?.refusal ?? null;
  const cancelled = clip.error?.["code"] === "cancelled";
  return (
    <div className={classes("flex min-w-0 flex-col items-end gap-2 text-xs", className)}>
      <p className="flex w-full items-start gap-1.5 text-quiet" title={reason}>
        <CircleAlert
          aria-hidden
          className={classes("mt-0.5 size-3.5 shrink-0", cancelled ? "text-quiet" : "text-unknown")}
        />
        <span className="line-clamp-3">{reason}</span>
      </p>
      {refusal === null ? (
        <CardButton tabIndex={tabIndex} onClick={() => onRetry(clip.id)}>
          <RotateCcw aria-hidden />
          {shell("retry")}
        </CardButton>
      ) : (
        <AfterRefusal refusal={refusal} tabIndex={tabIndex} onRetry={() => onRetry(clip.id)} />
      )}
    </div>
  );
}

interface AfterRefusalProps {
  refusal: Refusal;
  tabIndex: number;
  onRetry: () => void;
}

/** What can be done once a clip was refused: appeal, and try again when that was granted. */
function AfterRefusal({ refusal, tabIndex, onRetry }: AfterRefusalProps) {
  const { t } = useTranslation("safety");
  const begin = useAppealing((appealing) => appealing.begin);
  const { state } = useOutcome(refusal.decision);
  if (state === "denied") return <p className="text-quiet">{t("denied")}</p>;
  if (state === "granted") {
    return (
      <CardButton tabIndex={tabIndex} onClick={onRetry}>
        <RotateCcw aria-hidden />
        {t("again")}
      </CardButton>
    );
  }
  const isSent = state === "appealed";
  return (
    <CardButton tabIndex={tabIndex} aria-disabled={isSent} onClick={() => !isSent && begin(refusal)}>
      <Scale aria-hidden />
      {t(isSent ? "isAppealed" : "appeal")}
    </CardButton>
  );
}

function CardButton(props: ComponentProps<"button">) {
  return (
    <button
      type="button"
      className="pointer-events-auto inline-flex h-7 shrink-0 items-center gap-1.5 rounded-sm border border-line bg-raised px-2 text-ink transition duration-150 hover:border-edge aria-disabled:opacity-60 [&_svg]:size-3.5"
      {...props}
    />
  );
}
