import { useEffect, useRef } from "react";

import { useTransport } from "./transport.ts";

interface SyncedVideoProps {
  src: string;
  poster?: string | null;
  fps: number | null;
  /** When on the board its second `start` is seen. */
  at?: number;
  start?: number;
}

const AWAY_S = 0.2;
const USUAL_FPS = 24;

/** A video that is where the playhead is; while it plays, it says the time. */
export function SyncedVideo({ src, poster, fps, at = 0, start = 0 }: SyncedVideoProps) {
  const transport = useTransport();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const half = 0.5 / (fps ?? USUAL_FPS);
    let gone: number | null = null;
    const show = () => {
      const { second, rate } = transport.store.getState();
      const target = Math.max(0, second - at + start);
      if (element.readyState < HTMLMediaElement.HAVE_METADATA) return;
      if (rate === 1 && target < element.duration - half) {
        if (Math.abs(element.currentTime - target) > AWAY_S) element.currentTime = target;
        if (element.paused) void element.play().catch(() => undefined);
        return;
      }
      if (!element.paused) element.pause();
      const wanted = Math.min(target + half, Math.max(0, element.duration - half));
      if (element.seeking) gone = wanted;
      else if (Math.abs(element.currentTime - wanted) > half / 2) element.currentTime = wanted;
    };
    const seeked = () => {
      if (gone === null) return;
      gone = null;
      show();
    };
    transport.lead(() =>
      element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !element.paused && !element.ended && !element.seeking
        ? element.currentTime - start + at
        : null,
    );
    const stop = transport.store.subscribe(show);
    element.addEventListener("loadedmetadata", show);
    element.addEventListener("seeked", seeked);
    show();
    return () => {
      stop();
      transport.lead(null);
      element.removeEventListener("loadedmetadata", show);
      element.removeEventListener("seeked", seeked);
      element.pause();
    };
  }, [transport, fps, at, start]);
  return (
    <video
      ref={video}
      src={src}
      poster={poster ?? undefined}
      muted
      playsInline
      preload="auto"
      className="absolute inset-0 size-full object-cover"
    />
  );
}
