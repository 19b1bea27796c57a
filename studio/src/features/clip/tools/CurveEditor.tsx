import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { seconds } from "@/words/facts.ts";

import { added, moved, without, type Point } from "./curve.ts";

const WIDE = 400;
const HIGH = 120;
const STEP_S = 0.1;
const STEP_SHARE = 0.05;

interface CurveEditorProps {
  points: readonly Point[];
  /** Seconds of the result. */
  length_s: number;
  onChange: (points: readonly Point[]) => void;
}

/** A curve drawn by hand: points are dragged, or moved by arrow keys; a click beside them makes one more. */
export function CurveEditor({ points, length_s, onChange }: CurveEditorProps) {
  const { t, i18n } = useTranslation("tools");
  const picture = useRef<SVGSVGElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const x = (second: number) => (WIDE * second) / length_s;
  const y = (share: number) => HIGH * (1 - share);
  const pointAt = (event: PointerEvent): Point => {
    const box = picture.current?.getBoundingClientRect();
    if (box === undefined) return [0, 0];
    const across = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const down = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    return [across * length_s, 1 - down];
  };
  const line = [
    `M0,${y(points[0]?.[1] ?? 0)}`,
    ...points.map(([second, share]) => `L${x(second)},${y(share)}`),
    `L${WIDE},${y(points.at(-1)?.[1] ?? 0)}`,
  ].join(" ");
  const pressed = (event: KeyboardEvent, place: number, [second, share]: Point) => {
    const big = event.shiftKey ? 5 : 1;
    const to: Readonly<Record<string, Point>> = {
      ArrowLeft: [second - big * STEP_S, share],
      ArrowRight: [second + big * STEP_S, share],
      ArrowUp: [second, share + big * STEP_SHARE],
      ArrowDown: [second, share - big * STEP_SHARE],
    };
    const next = to[event.key];
    if (next !== undefined) onChange(moved(points, place, next, length_s));
    else if (event.key === "Delete" || event.key === "Backspace") onChange(without(points, place));
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="relative h-30 touch-none rounded-md border border-line bg-night"
      data-own-keys
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const hit = event.target instanceof Element ? event.target.closest("[data-point]") : null;
        if (hit instanceof HTMLElement) {
          setHeld(Number(hit.dataset["point"]));
          hit.focus();
          return;
        }
        const more = added(points, pointAt(event));
        onChange(more.points);
        setHeld(more.place);
      }}
      onPointerMove={(event) => held !== null && onChange(moved(points, held, pointAt(event), length_s))}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
    >
      <svg
        ref={picture}
        aria-hidden
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full cursor-crosshair"
      >
        {[0.25, 0.5, 0.75].map((share) => (
          <line
            key={share}
            x1={0}
            x2={WIDE}
            y1={y(share)}
            y2={y(share)}
            className="stroke-line"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        <path d={`${line} L${WIDE},${HIGH} L0,${HIGH} Z`} className="fill-sky/15" />
        <path d={line} fill="none" strokeWidth={2} className="stroke-sky" vectorEffect="non-scaling-stroke" />
      </svg>
      {points.map((point, place) => {
        const [second, share] = point;
        const text = t("blend.pointAt", {
          share: Math.round(100 * share),
          time: seconds(second, i18n.language),
        });
        return (
          <div
            key={place}
            role="slider"
            tabIndex={0}
            data-point={place}
            aria-label={t("blend.point", { number: place + 1 })}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(100 * share)}
            aria-valuetext={text}
            title={text}
            onKeyDown={(event) => pressed(event, place, point)}
            onDoubleClick={() => onChange(without(points, place))}
            className="absolute size-4 -translate-1/2 cursor-grab rounded-full border-2 border-sky bg-panel active:cursor-grabbing"
            style={{ left: `${(100 * second) / length_s}%`, top: `${100 * (1 - share)}%` }}
          />
        );
      })}
    </div>
  );
}
