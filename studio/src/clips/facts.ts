import type { Clip } from "@/api/client.ts";

/** What a clip is called: its title, or else its words. */
export const nameOf = (clip: Pick<Clip, "title" | "prompt">): string => clip.title || clip.prompt;

/** Width divided by height of a size such as `1280x720`. */
export function aspectOf(size: string): number {
  const [wide, high] = size.split("x").map(Number) as [number, number];
  return wide / high;
}

const NAMED: readonly (readonly [number, string])[] = [
  [16 / 9, "16:9"],
  [9 / 16, "9:16"],
  [1, "1:1"],
  [4 / 3, "4:3"],
  [3 / 4, "3:4"],
  [21 / 9, "21:9"],
  [2.39, "2.39:1"],
];

/** `16:9` of `1280x720`; a size that has no usual ratio is said as it is. */
export function ratioOf(size: string): string {
  const aspect = aspectOf(size);
  return NAMED.find(([ratio]) => Math.abs(ratio - aspect) < 0.02)?.[1] ?? size.replace("x", "×");
}

/** What a clip is dragged as: ids of clips as JSON. */
export const DRAGGED = "application/x-yozora-clips";

/** Ids of the clips that are dragged; none where it is something else. */
export function draggedClips(data: Pick<DataTransfer, "getData">): readonly string[] {
  try {
    const ids: unknown = JSON.parse(data.getData(DRAGGED));
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
