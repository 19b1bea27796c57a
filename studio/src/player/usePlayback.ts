import { useEffect, useState } from "react";
import { useStore } from "zustand";

import { isMotionReduced } from "@/ui/motion.ts";

import { Playback, type Played } from "./playback.ts";
import type { Pace } from "./time.ts";

/** One playback as long as the component lives. */
export function usePlayback(pace: Pace, begin: { loop?: boolean; autoPlay?: boolean; frame?: number }): Playback {
  const [playback] = useState(() => new Playback(pace, begin));
  const { autoPlay } = begin;
  useEffect(() => {
    if (autoPlay === true && !isMotionReduced()) playback.play();
  }, [playback, autoPlay]);
  return playback;
}

/** Part of what a playback is at now. */
export const usePlayed = <Part>(playback: Playback, part: (played: Played) => Part): Part =>
  useStore(playback.state, part);
