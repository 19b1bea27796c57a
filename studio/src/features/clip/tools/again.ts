import type { ClipDetail, CreateVideo } from "@/api/client.ts";
import { EMPTY, type Draft } from "@/draft/draft.ts";
import { likeClip } from "@/draft/likeClip.ts";

import { less } from "../less.ts";

/** The clip as a draft for the composer, with its own seed. */
export const draftOf = (clip: ClipDetail): Draft => ({ ...EMPTY, ...likeClip(clip), seed: clip.seed });

/** A request that makes the same clip again: what was asked for, with the seed that was drawn, as one take. Null where
 * files were sent along that nobody has any more. */
export function againOf(clip: ClipDetail): CreateVideo | null {
  if (clip.operation !== "create" && clip.operation !== "storyboard" && clip.operation !== "animate") return null;
  const asked: Readonly<Record<string, unknown>> = less(clip.asked, "n");
  const prompt = asked["prompt"];
  if (typeof prompt !== "string" || namesFiles(asked)) return null;
  return { ...asked, prompt, seed: clip.seed, n: 1 };
}

/** Files that came with a request are kept as their name and length only. */
function namesFiles(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesFiles);
  if (typeof value !== "object" || value === null) return false;
  return ("file" in value && "size_bytes" in value) || Object.values(value).some(namesFiles);
}
