import type { ClipDetail } from "@/api/client.ts";

import { shapeOf, type Draft } from "./draft.ts";

/** What the composer needs to make a clip like this one: its words, the nearest ratio and resolution, its settings. */
export function likeClip(clip: ClipDetail): Partial<Draft> {
  const style = clip.asked["style"];
  return {
    prompt: clip.prompt,
    ...shapeOf(clip.size),
    seconds: Math.max(1, Math.round(clip.seconds)),
    style: typeof style === "string" ? style : null,
    model: clip.model === "" ? null : clip.model,
    loop: clip.asked["loop"] === true,
  };
}
