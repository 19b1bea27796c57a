import type { InfiniteData } from "@tanstack/react-query";

import type { Clip } from "@/api/client.ts";

export interface Page {
  clips: readonly Clip[];
  next: string | null;
}

export type Pages = InfiniteData<Page, string>;

export const clipsOf = (pages: Pages | undefined): Clip[] => pages?.pages.flatMap((page) => page.clips) ?? [];
const whole = (clips: readonly Clip[], next: string | null): Pages => ({ pages: [{ clips, next }], pageParams: [""] });

/** The pages with a part that was read again in its place. Ids say the order, so the part says what is gone as well. */
export function merged(old: Pages, page: Page, after: string, order: "newest" | "oldest"): Pages {
  const all = clipsOf(old);
  const comesAfter = (clip: Clip, id: string) => (order === "newest" ? clip.id < id : clip.id > id);
  const found = after === "" ? 0 : all.findIndex((clip) => comesAfter(clip, after));
  const start = found === -1 ? all.length : found;
  const { next } = page;
  const cut = next === null ? -1 : all.findIndex((clip) => comesAfter(clip, next));
  const end = cut === -1 ? all.length : Math.max(cut, start);
  const before = new Map(all.map((clip) => [clip.id, clip]));
  const fresh = page.clips.map((clip) => {
    const known = before.get(clip.id);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(clip) ? known : clip;
  });
  const same = fresh.length === end - start && fresh.every((clip, place) => clip === all[start + place]);
  const last = old.pages.at(-1)?.next ?? null;
  const then = cut === -1 ? next : last;
  if (same && then === last) return old;
  return whole([...all.slice(0, start), ...fresh, ...all.slice(end)], then);
}
