import { useEffect, useImperativeHandle, useMemo, useRef, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { aspectOf } from "@/clips/facts.ts";
import { classes } from "@/ui/classes.ts";
import { Problem } from "@/ui/States.tsx";

import { Controls } from "./Controls.tsx";
import { usePlayerKeys, type Reach } from "./keys.ts";
import { Screen, type Playable } from "./Screen.tsx";
import { middleOf } from "./time.ts";
import { useFull } from "./useFull.ts";
import { useStill } from "./useStill.ts";
import { usePlayback, usePlayed } from "./usePlayback.ts";

export interface PlayerHandle {
  play: () => void;
  pause: () => void;
  toggle: () => void;
  /** Go to the frame that is shown at so many seconds. */
  seek: (seconds: number) => void;
  seekFrame: (frame: number) => void;
}

interface PlayerProps {
  clip: Playable;
  /** What is played, for screen readers. */
  name?: string;
  ref?: Ref<PlayerHandle>;
  /** Each frame that appears, and its middle in seconds. */
  onFrame?: (frame: number, seconds: number) => void;
  onPlaying?: (playing: boolean) => void;
  autoPlay?: boolean;
  loop?: boolean;
  /** Where its keys work; `page` for the one player of a page. */
  keys?: Reach;
  /** False shows the picture alone: the page has its own controls. */
  controls?: boolean;
  /** Fill the height of the place, not a share of the window. */
  fill?: boolean;
  /** More buttons beside those of the player. */
  tools?: ReactNode;
  className?: string;
}

/** Plays a clip by frames, with its own controls. */
export function Player(props: PlayerProps) {
  return <Playing key={props.clip.video} {...props} />;
}

function Playing({
  clip,
  name,
  ref,
  onFrame,
  onPlaying,
  autoPlay = false,
  loop = true,
  keys = "inside",
  controls = true,
  fill = false,
  tools,
  className,
}: PlayerProps) {
  const { t } = useTranslation("player");
  const around = useRef<HTMLElement>(null);
  const playback = usePlayback({ fps: clip.fps, frames: clip.frames }, { loop, autoPlay });
  const [full, toggleFull] = useFull();
  const failed = usePlayed(playback, (played) => played.failed);
  const playing = usePlayed(playback, (played) => played.playing);
  const still = useStill(full && playing);
  usePlayerKeys(
    playback,
    keys,
    around,
    useMemo(() => ({ f: toggleFull }), [toggleFull]),
  );
  useImperativeHandle(
    ref,
    () => ({
      play: () => playback.play(),
      pause: () => playback.pause(),
      toggle: () => playback.toggle(),
      seek: (seconds) => playback.seekSeconds(seconds),
      seekFrame: (frame) => playback.seek(frame),
    }),
    [playback],
  );
  useEffect(() => {
    if (onFrame === undefined) return undefined;
    return playback.listen((frame) => onFrame(frame, middleOf(frame, playback.pace)));
  }, [playback, onFrame]);
  useEffect(() => onPlaying?.(playing), [playing, onPlaying]);
  return (
    <section
      ref={around}
      data-player
      aria-label={name === undefined ? t("player") : `${t("player")}: ${name}`}
      className={classes(
        "flex flex-col overflow-clip bg-panel",
        full ? "fixed inset-0 z-40" : "rounded-xl border border-line",
        still && "cursor-none",
        fill && !full && "h-full",
        className,
      )}
    >
      {/* A click on the picture is for the mouse only: keys have the button below, and Space. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        onClick={() => playback.toggle()}
        onDoubleClick={toggleFull}
        className={classes("relative bg-black", full || fill ? "min-h-0 grow" : "max-h-[min(62dvh,46rem)] w-full")}
        style={full || fill ? undefined : { aspectRatio: aspectOf(clip.size) }}
      >
        <Screen clip={clip} playback={playback} />
        {failed && (
          <div className="absolute inset-0 grid place-items-center p-4">
            <Problem title={t("failed")} className="max-w-md bg-panel!">
              {t("failedHint")}
            </Problem>
          </div>
        )}
      </div>
      {controls && (
        <div
          className={classes(
            full && "absolute inset-x-0 bottom-0 bg-panel/90 transition-opacity duration-150",
            still && "opacity-0",
          )}
        >
          <Controls playback={playback} clip={clip} full={full} onFull={toggleFull}>
            {tools}
          </Controls>
        </div>
      )}
    </section>
  );
}
