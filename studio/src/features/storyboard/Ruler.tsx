import { secondAt, secondsOf, type Timeline } from "@/timeline/timeline.ts";

import { useSay } from "./useSay.ts";

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120];
const APART_PX = 76;
const BEYOND_PX = 200;
/** A number so near to the end would be cut off. */
const LAST_PX = 16;

interface RulerProps {
  line: Timeline;
  framePx: number;
  view: { left: number; width: number };
  onSeek: (clientX: number) => void;
}

/** Seconds above the cards; a click goes there. Only what is in sight is written. */
export function Ruler({ line, framePx, view, onSeek }: RulerProps) {
  const { time, language } = useSay();
  const secondPx = framePx / secondAt(line, 1);
  const step = STEPS_S.find((one) => one * secondPx >= APART_PX) ?? 300;
  const first = Math.max(0, Math.floor((view.left - BEYOND_PX) / secondPx / step));
  const last = Math.min(
    Math.floor(secondsOf(line) / step),
    Math.ceil((view.left + view.width + BEYOND_PX) / secondPx / step),
  );
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => (first + place) * step).filter(
    (second) => second * secondPx < line.frames * framePx - LAST_PX,
  );
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <div
      aria-hidden
      className="relative h-9 cursor-text touch-none text-xs text-quiet select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onSeek(event.clientX);
      }}
      onPointerMove={(event) => event.buttons === 1 && onSeek(event.clientX)}
    >
      {ticks.map((second) => (
        <span
          key={second}
          className="absolute top-1.5 border-l border-edge/60 pl-1.5 leading-3 tabular-nums"
          style={{ left: second * secondPx }}
        >
          {second === 0 ? time(0, 0) : format.format(second)}
        </span>
      ))}
    </div>
  );
}
