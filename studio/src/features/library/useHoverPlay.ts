import { useCallback, useEffect, useRef, useState } from "react";

const WAIT_MS = 120;

/** Plays what the pointer rests on, or what the keyboard is at; a short way over it does not. */
export function useHoverPlay() {
  const [playing, setPlaying] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPlaying(true), WAIT_MS);
  }, []);
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    setPlaying(false);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { playing, setPlaying, start, stop };
}
