import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";

import type { Clip } from "./client.ts";
import { keys } from "./queries.ts";

/** `lost`: nothing has been heard for a moment; the browser comes back by itself, and hears what it missed. */
type Connection = "opening" | "live" | "lost";

interface Live {
  connection: Connection;
  /** How many preview pictures of each clip that is being made were heard of. */
  previews: Readonly<Record<string, number>>;
  progress: Readonly<Record<string, number>>;
}

export const useLive = create<Live>()(() => ({ connection: "opening", previews: {}, progress: {} }));

interface Told {
  subject: string;
  data: { progress?: number | null; preview?: number | null; code?: string; message?: string; granted?: boolean };
}

const OF_CLIPS = [
  "clip.queued",
  "clip.in_progress",
  "clip.completed",
  "clip.failed",
  "clip.cancelled",
  "clip.trashed",
  "clip.restored",
  "clip.changed",
  "clip.purged",
];

/** Listen to the server's events, and keep what is shown as it is there; `answered` is told how an appeal ended. Answers
 * with how to stop. */
export function listen(client: QueryClient, answered: (granted: boolean) => void): () => void {
  const source = new EventSource("/api/events");
  const refresh = gathered(client);
  source.onopen = () => {
    // What was read before, and changed before somebody listened, is never told.
    refresh([keys.clips, keys.activity, keys.boards, keys.uploads, keys.decisions]);
    useLive.setState({ connection: "live" });
  };
  source.onerror = () => useLive.setState({ connection: "lost" });
  const on = (kind: string, then: (told: Told) => void) => {
    source.addEventListener(kind, (event) => then(JSON.parse((event as MessageEvent<string>).data) as Told));
  };
  on("clip.progress", ({ subject, data }) => {
    useLive.setState((now) => ({
      previews:
        typeof data.preview === "number"
          ? { ...now.previews, [subject]: (now.previews[subject] ?? 0) + 1 }
          : now.previews,
      progress: typeof data.progress === "number" ? { ...now.progress, [subject]: data.progress } : now.progress,
    }));
  });
  for (const kind of OF_CLIPS) {
    on(kind, ({ subject }) => {
      if (kind !== "clip.queued" && kind !== "clip.in_progress") forget(subject);
      refresh([keys.clips, keys.activity, keys.clip(subject), keys.me, keys.counts]);
    });
  }
  on("upload.added", () => refresh([keys.uploads, keys.counts]));
  on("upload.changed", () => refresh([keys.uploads, keys.counts]));
  on("board.changed", ({ subject }) => refresh([keys.boards, keys.board(subject)]));
  on("decision.answered", ({ data }) => {
    refresh([keys.decisions]);
    answered(data.granted === true);
  });
  return () => source.close();
}

/** How far a clip is, 0 to 1, by the newest that was heard. */
export function useProgress(clip: Clip): number {
  const heard = useLive((live) => live.progress[clip.id]);
  return Math.max(heard ?? 0, clip.progress) / 100;
}

/** The address of the newest picture of a clip that is being made; null before the first. */
export function usePreview(id: string): string | null {
  const heard = useLive((live) => live.previews[id]);
  return heard === undefined ? null : `/api/clips/${id}/preview?${heard}`;
}

function forget(id: string): void {
  useLive.setState((now) => ({ previews: without(now.previews, id), progress: without(now.progress, id) }));
}

function without(from: Readonly<Record<string, number>>, id: string): Record<string, number> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== id));
}

/** Many events at once make each list be read again once. */
function gathered(client: QueryClient): (wanted: readonly (readonly string[])[]) => void {
  const waiting = new Map<string, readonly string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (wanted) => {
    for (const key of wanted) waiting.set(key.join("/"), key);
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const key of waiting.values()) void client.invalidateQueries({ queryKey: key });
      waiting.clear();
    }, 120);
  };
}
