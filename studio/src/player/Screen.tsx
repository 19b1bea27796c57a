import { useEffect, useRef } from "react";

import { aspectOf } from "@/clips/facts.ts";
import { classes } from "@/ui/classes.ts";

import type { Playback } from "./playback.ts";
import { usePlayed } from "./usePlayback.ts";

/** What a player has to know of a clip. */
export interface Playable {
  video: string;
  thumbnail: string | null;
  spritesheet?: string | null;
  fps: number;
  frames: number;
  size: string;
}

interface ScreenProps {
  clip: Playable;
  playback: Playback;
  leads?: boolean;
  startsAtS?: number;
  className?: string;
  /** Shows only what is right of this share of the picture. */
  cutAt?: number;
}

/** The picture of one clip, as large as fits its place in its own ratio. */
export function Screen({ clip, playback, leads = true, startsAtS = 0, className, cutAt }: ScreenProps) {
  const video = useRef<HTMLVideoElement>(null);
  const ready = usePlayed(playback, (played) => played.ready);
  const { fps, frames, size } = clip;
  useEffect(() => {
    const element = video.current;
    return element === null ? undefined : playback.attach(element, { fps, frames }, { leads, startsAtS });
  }, [playback, fps, frames, leads, startsAtS]);
  const aspect = aspectOf(size);
  return (
    <div className={classes("[container-type:size] grid size-full place-items-center", className)}>
      <div
        className="relative"
        style={{
          aspectRatio: aspect,
          width: `min(100cqw, calc(100cqh * ${aspect}))`,
          ...(cutAt === undefined ? {} : { clipPath: `inset(0 0 0 ${100 * cutAt}%)` }),
        }}
      >
        {clip.thumbnail !== null && !ready && (
          <img src={clip.thumbnail} alt="" className="absolute inset-0 size-full object-cover" />
        )}
        <video
          ref={video}
          src={clip.video}
          muted
          playsInline
          preload="auto"
          disablePictureInPicture
          tabIndex={-1}
          className={classes("absolute inset-0 size-full", !ready && "opacity-0")}
        />
      </div>
    </div>
  );
}
