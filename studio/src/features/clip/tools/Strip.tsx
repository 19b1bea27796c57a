import { GripHorizontal } from "lucide-react";
import { useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { Tile } from "@/player/index.ts";
import { classes } from "@/ui/classes.ts";
import { seconds } from "@/words/facts.ts";

import { lengthOf, moveTo, placed, placeOver, type Part } from "./parts.ts";

interface StripProps {
  clip: ClipDetail;
  parts: readonly Part[];
  frame: number;
  /** The key of the part that is chosen. */
  chosen: number;
  onFrame: (frame: number) => void;
  /** A part was dragged to another place among the parts. */
  onPlace: (key: number, place: number) => void;
  /** What keys do here, besides those that move. */
  keyed: Readonly<Record<string, () => void>>;
}

interface Held {
  key: number;
  place: number;
}

/** The result as a strip of pictures with a line where one is; gaps are hatched. Parts are dragged by their upper edge,
 * and shown in the order that they would have. */
export function Strip({ clip, parts, frame, chosen, onFrame, onPlace, keyed }: StripProps) {
  const { t, i18n } = useTranslation("tools");
  const strip = useRef<HTMLDivElement>(null);
  const length = lengthOf(parts);
  const time = (frames: number) => seconds(frames / clip.fps, i18n.language);
  const [held, setHeld] = useState<Held | null>(null);
  const shown = held === null ? parts : moveTo(parts, held.key, held.place);
  const point = (event: PointerEvent) => {
    const box = strip.current?.getBoundingClientRect();
    if (box === undefined || event.buttons === 0) return;
    const over = ((event.clientX - box.left) / box.width) * length;
    if (held === null) onFrame(Math.floor(over));
    else setHeld({ key: held.key, place: placeOver(parts, held.key, over) });
  };
  const take = (key: number) => {
    const part = placed(parts).find((one) => one.key === key);
    if (part === undefined) return;
    onFrame(part.at);
    setHeld({ key, place: parts.findIndex((one) => one.key === key) });
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
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const grip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grip]") : null;
        if (grip === null) point(event);
        else take(Number(grip.dataset["grip"]));
      }}
      onPointerMove={point}
      onPointerUp={() => {
        if (held !== null) onPlace(held.key, held.place);
        setHeld(null);
      }}
      onPointerCancel={() => setHeld(null)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && held !== null) {
          event.preventDefault();
          setHeld(null);
          return;
        }
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
      {placed(shown).map((part) => (
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
              "relative flex min-w-0 overflow-clip rounded-md border-2 bg-raised",
              part.key === chosen ? "border-moon" : "border-transparent",
              held !== null && part.key !== held.key && "opacity-50",
            )}
            style={{ flexGrow: part.end - part.first, flexBasis: 0 }}
          >
            {tilesOf(part, length).map((at) => (
              <Tile key={at} clip={clip} frame={at} className="h-full min-w-0 grow bg-cover" />
            ))}
            {parts.length > 1 && (
              <div
                data-grip={part.key}
                className={classes(
                  "absolute inset-x-0 top-0 grid h-5 place-items-center bg-linear-to-b from-black/70 to-transparent text-white/85",
                  held === null ? "cursor-grab" : "cursor-grabbing",
                )}
              >
                <GripHorizontal aria-hidden className="size-4" />
              </div>
            )}
          </div>
        </div>
      ))}
      <div
        aria-hidden
        hidden={held !== null}
        className="pointer-events-none absolute -inset-y-1 w-0.5 -translate-x-1/2 rounded-full bg-moon shadow-[0_0_6px_rgb(0_0_0/0.8)]"
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
