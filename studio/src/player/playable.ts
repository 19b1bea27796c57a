import type { Clip } from "@/api/client.ts";

import type { Playable } from "./Screen.tsx";

/** What a player plays of a clip of the library; null until it is made. */
export function playableOf(
  clip: Pick<Clip, "video" | "thumbnail" | "spritesheet" | "fps" | "frames" | "size">,
): Playable | null {
  return clip.video === null ? null : { ...clip, video: clip.video };
}
