import { useRef, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { Tile } from "@/player/index.ts";
import { classes } from "@/ui/classes.ts";
import { seconds } from "@/words/facts.ts";

import { lengthOf, placed, type Part } from "./parts.ts";

interface StripProps {
  clip: ClipDetail;
  parts: readonly Part[];
  frame: number;
  /** The key of the part that is chosen. */
  chosen: number;
  onFrame: (frame: number) => void;
  /** What keys do here, besides those that move. */
  keyed: Readonly<Record<string, () => void>>;
}

/** The result as a strip of pictures with a line where one is; gaps are hatched. */
export function Strip({ clip, parts, frame, chosen, onFrame, keyed }: StripProps) {
  const { t, i18n } = useTranslation("tools");
  const strip = useRef<HTMLDivElement>(null);
  const length = lengthOf(parts);
  const time = (frames: number) => seconds(frames / clip.fps, i18n.language);
  const point = (event: PointerEvent) => {
    const box = strip.current?.getBoundingClientRect();
    if (box === undefined || event.buttons === 0) return;
    onFrame(Math.floor(((event.clientX - box.left) / box.width) * length));
  };
  return (
    <div
      ref={strip}
      role="slider"
      tabIndex={0}
      aria-label={t("recut.strip")}
      aria-valuemin={0}
      aria-valuemax={length - 1}
      aria-valuenow={frame}
      aria-valuetext={time(frame)}
      data-own-keys
      className="relative flex h-16 w-full cursor-col-resize touch-none gap-0.5 select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point(event);
      }}
      onPointerMove={point}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const by = event.shiftKey ? Math.round(clip.fps) : 1;
        const moves: Readonly<Record<string, number>> = {
          ArrowLeft: frame - by,
          ArrowRight: frame + by,
          ",": frame - 1,
          ".": frame + 1,
          Home: 0,
          End: length - 1,
        };
        const next = moves[event.key];
        const act = next === undefined ? keyed[event.key] : () => onFrame(next);
        if (act === undefined) return;
        event.preventDefault();
        act();
      }}
    >
      {placed(parts).map((part) => (
        <div key={part.key} className="contents">
          {part.gap > 0 && (
            <div
              className="grid min-w-0 place-items-center overflow-clip rounded-md border border-dashed border-edge/70 hatched text-xs text-quiet"
              style={{ flexGrow: part.gap, flexBasis: 0 }}
            >
              <span className="truncate px-1">{t("newPart", { time: time(part.gap) })}</span>
            </div>
          )}
          <div
            data-part={part.key}
            className={classes(
              "flex min-w-0 overflow-clip rounded-md border-2 bg-raised",
              part.key === chosen ? "border-moon" : "border-transparent",
            )}
            style={{ flexGrow: part.end - part.first, flexBasis: 0 }}
          >
            {tilesOf(part, length).map((at) => (
              <Tile key={at} clip={clip} frame={at} className="h-full min-w-0 grow bg-cover" />
            ))}
          </div>
        </div>
      ))}
      <div
        aria-hidden
        className="absolute -inset-y-1 w-0.5 -translate-x-1/2 rounded-full bg-moon shadow-[0_0_6px_rgb(0_0_0/0.8)]"
        style={{ left: `${(100 * (frame + 0.5)) / length}%` }}
      />
    </div>
  );
}

const TILES = 6;

/** A few frames of a part, as many as it has room for. */
function tilesOf(part: Part, length: number): readonly number[] {
  const frames = part.end - part.first;
  const count = Math.max(1, Math.min(frames, Math.round((TILES * frames) / length)));
  return Array.from({ length: count }, (_, number) => part.first + Math.floor(((number + 0.5) * frames) / count));
}
