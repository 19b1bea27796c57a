import type { Clip } from "@/api/client.ts";

/** What one card shows: a clip, or takes that were asked for together. */
export interface Item {
  key: string;
  first: Clip;
  clips: readonly Clip[];
}

/** Clips as cards, in their order: takes of one request are together where the first of them is. */
export function itemsOf(clips: readonly Clip[]): readonly Item[] {
  const batches = new Map<string, Clip[]>();
  const items: Item[] = [];
  for (const clip of clips) {
    const batch = clip.batch_id === null ? undefined : batches.get(clip.batch_id);
    if (batch !== undefined) {
      batch.push(clip);
      continue;
    }
    const together = [clip];
    if (clip.batch_id !== null) batches.set(clip.batch_id, together);
    items.push({ key: clip.batch_id ?? clip.id, first: clip, clips: together });
  }
  return items;
}

const known = new WeakMap<Clip, Item>();

/** The same cards as before where nothing of them has changed, so that they are not drawn again. */
export function sameItems(items: readonly Item[]): readonly Item[] {
  return items.map((item) => {
    const before = known.get(item.first);
    const same =
      before?.key === item.key &&
      before.clips.length === item.clips.length &&
      before.clips.every((clip, place) => clip === item.clips[place]);
    if (same) return before;
    known.set(item.first, item);
    return item;
  });
}

/** Where the clips of a card are seen large: one on its own page, takes beside each other. */
export function addressOf(item: Item): string {
  if (item.clips.length === 1) return `/clips/${item.first.id}`;
  return compareAddress(item.clips.slice(0, 4).map((clip) => clip.id));
}

export const compareAddress = (ids: readonly string[]): string => `/compare?ids=${ids.join(",")}`;
