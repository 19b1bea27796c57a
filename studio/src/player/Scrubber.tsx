import { useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { aspectOf } from "@/clips/facts.ts";

import type { Playback } from "./playback.ts";
import type { Playable } from "./Screen.tsx";
import { Tile } from "./Tile.tsx";
import { stamp } from "./time.ts";
import { usePlayed } from "./usePlayback.ts";

interface ScrubberProps {
  playback: Playback;
  /** The clip whose pictures are shown beside the pointer. */
  clip: Playable;
}

/** The line of a clip's frames. Its keys are those of the player. */
export function Scrubber({ playback, clip }: ScrubberProps) {
  const { t } = useTranslation("player");
  const line = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [wasPlaying, setWasPlaying] = useState<boolean | null>(null);
  const frame = usePlayed(playback, (played) => played.frame);
  const { fps, frames } = playback.pace;

  const frameUnder = (event: PointerEvent): number => {
    const box = line.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    return Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (frames - 1));
  };
  const share = (one: number) => `${frames <= 1 ? 0 : (100 * one) / (frames - 1)}%`;
  const drag = (event: PointerEvent) => {
    setHovered(frameUnder(event));
    if (wasPlaying !== null) playback.seek(frameUnder(event));
  };
  return (
    <div
      className="group relative flex h-6 grow cursor-pointer touch-none items-center select-none"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setWasPlaying(playback.now.playing);
        playback.pause();
        playback.seek(frameUnder(event));
        line.current?.querySelector<HTMLElement>("[role=slider]")?.focus({ preventScroll: true });
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        if (wasPlaying === true) playback.play();
        setWasPlaying(null);
      }}
      onPointerCancel={() => setWasPlaying(null)}
      onPointerLeave={() => wasPlaying === null && setHovered(null)}
    >
      <div ref={line} className="relative h-1 w-full rounded-full bg-line transition-[height] group-hover:h-1.5">
        <div
          className="absolute inset-y-0 left-0 rounded-full bg-linear-to-r from-sky to-moon"
          style={{ width: share(frame) }}
        />
        {hovered !== null && (
          <div aria-hidden className="absolute -inset-y-1 w-px bg-quiet" style={{ left: share(hovered) }} />
        )}
        <div
          role="slider"
          tabIndex={0}
          data-scrubber
          aria-label={t("position")}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, frames - 1)}
          aria-valuenow={frame}
          aria-valuetext={t("frameOf", { time: stamp(frame, fps), frame: frame + 1, frames })}
          className="absolute top-1/2 size-3.5 -translate-1/2 rounded-full bg-moon shadow-[0_0_0_2px_var(--panel),0_0_0_3px_color-mix(in_srgb,var(--ink)_35%,transparent)]"
          style={{ left: share(frame) }}
        />
      </div>
      {hovered !== null && <Hover clip={clip} frame={hovered} fps={fps} at={share(hovered)} />}
    </div>
  );
}

const HOVER_PX = 132;
const HIGHEST_PX = 150;

/** A picture above the line; it stays within the ends of it. */
function Hover({ clip, frame, fps, at }: { clip: Playable; frame: number; fps: number; at: string }) {
  const width = Math.max(64, Math.min(HOVER_PX, HIGHEST_PX * aspectOf(clip.size)));
  const half = width / 2;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute bottom-full z-10 mb-1.5 flex animate-appear flex-col items-center gap-1 rounded-sm border border-line bg-panel p-1 shadow-lift"
      style={{ left: `clamp(${half}px, ${at}, calc(100% - ${half}px))`, translate: "-50% 0", width }}
    >
      {clip.spritesheet != null && <Tile clip={clip} frame={frame} className="w-full rounded-[5px]" />}
      <span className="text-xs tabular-nums">{stamp(frame, fps)}</span>
    </div>
  );
}
