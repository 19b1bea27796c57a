import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { usePreview, useProgress } from "@/api/live.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { aspectOf } from "@/clips/facts.ts";
import { useOperations } from "@/clips/operations.ts";
import { Button } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";
import { Meter } from "@/ui/States.tsx";
import { seconds } from "@/words/facts.ts";

import { useWork } from "./change.ts";
import { useLeft } from "./useLeft.ts";

interface GrowingProps {
  clip: Clip;
  /** A picture of what it is made of, seen dimly until there is one of itself. */
  from?: string | null;
  className?: string;
}

/** A clip that is being made: its newest picture, how many frames there are, and how long it still takes. */
export function Growing({ clip, from, className }: GrowingProps) {
  const { t, i18n } = useTranslation("clip");
  const { calledBy } = useOperations();
  const progress = useProgress(clip);
  const left = useLeft(clip.id);
  const { cancel } = useWork(clip.id);
  const preview = usePreview(clip.id);
  const waits = clip.status === "queued";
  const said = waits
    ? t("waits", { count: left.ahead ?? 0 })
    : t("frameOf", { frame: Math.min(clip.frames, Math.round(progress * clip.frames)), frames: clip.frames });
  return (
    <div
      className={classes("relative w-full overflow-clip bg-black", className)}
      style={{ aspectRatio: aspectOf(clip.size) }}
    >
      {preview === null ? (
        <div
          aria-hidden
          className="absolute inset-0 animate-twinkle bg-[radial-gradient(120%_90%_at_70%_0%,#2b3566,#11162c_60%,#0b0d17)]"
        >
          {from != null && <img src={from} alt="" className="size-full object-cover opacity-45 blur-md" />}
        </div>
      ) : (
        <ClipPicture clip={clip} className="absolute inset-0 bg-black!" />
      )}
      <div className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/85 to-transparent p-4 pt-14 text-white">
        <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="text-sm tabular-nums">
            <span className="sr-only">{calledBy(clip)}: </span>
            {said}
            {left.seconds !== null && <> · {t("left", { time: seconds(left.seconds, i18n.language) })}</>}
          </p>
          <Button
            size="small"
            look="ghost"
            className="bg-black/45 text-white! hover:bg-black/70!"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {t("cancel")}
          </Button>
        </div>
        <Meter label={t("progress")} value={waits ? null : progress} className="bg-white/25!" />
      </div>
    </div>
  );
}
