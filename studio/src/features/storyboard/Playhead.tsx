import { useEffect, useRef, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { frameAt, secondAt, secondsOf, type Timeline } from "@/timeline/timeline.ts";

import { useMoment, useTransport } from "./transport.ts";
import { useSay } from "./useSay.ts";

interface PlayheadProps {
  line: Timeline;
  framePx: number;
  frameUnder: (clientX: number) => number;
  scroller: RefObject<HTMLDivElement | null>;
}

/** The line that says when; it is moved without the page being drawn again. */
export function Playhead({ line, framePx, frameUnder, scroller }: PlayheadProps) {
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const transport = useTransport();
  const shown = useRef<HTMLDivElement>(null);
  const whole = useMoment((moment) => Math.round(moment.second * 10) / 10);
  useEffect(() => {
    const place = () => {
      const { second, rate } = transport.store.getState();
      const x = (second / secondAt(line, 1)) * framePx;
      if (shown.current !== null) shown.current.style.transform = `translateX(${x}px)`;
      const around = scroller.current;
      if (around === null || rate === 0) return;
      const isSeen = x >= around.scrollLeft && x <= around.scrollLeft + around.clientWidth;
      if (!isSeen) around.scrollTo({ left: x - around.clientWidth * (rate > 0 ? 0.1 : 0.9) });
    };
    place();
    return transport.store.subscribe(place);
  }, [transport, line, framePx, scroller]);
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault(); // elsewhere these keys move the chosen card
    if (!Number.isFinite(by)) {
      transport.seek(by < 0 ? 0 : secondsOf(line));
      return;
    }
    const { second } = transport.store.getState();
    transport.seek(event.shiftKey ? second + by : secondAt(line, frameAt(line, second) + by));
  };
  return (
    <div ref={shown} className="pointer-events-none absolute inset-y-0 left-0 z-20 w-0 will-change-transform">
      <div aria-hidden className="absolute inset-y-0 -left-px w-0.5 bg-moon shadow-[0_0_6px_rgb(0_0_0/0.5)]" />
      <div
        role="slider"
        data-playhead
        tabIndex={0}
        aria-label={t("position")}
        aria-valuemin={0}
        aria-valuemax={secondsOf(line)}
        aria-valuenow={whole}
        aria-valuetext={time(whole)}
        onKeyDown={pressed}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          transport.pause();
        }}
        onPointerMove={(event) => event.buttons === 1 && transport.seek(secondAt(line, frameUnder(event.clientX)))}
        className="pointer-events-auto absolute top-0.5 -left-2.5 grid size-5 cursor-ew-resize touch-none place-items-center rounded-sm"
      >
        <span aria-hidden className="size-3 bg-moon [clip-path:polygon(0_0,100%_0,100%_45%,50%_100%,0_45%)]" />
      </div>
    </div>
  );
}
