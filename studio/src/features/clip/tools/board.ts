import type { ClipDetail } from "@/api/client.ts";

import { lengthOf, placed, type Part } from "./parts.ts";

/** Parts of a clip as the timeline of a board. A clip of the library stands there by its id, without a hash. */
export function boardOf(clip: ClipDetail, parts: readonly Part[]): Record<string, unknown> {
  const exact = (clip.recipe?.["timeline"] as { fps?: unknown } | undefined)?.fps;
  const seconds = (frames: number) => frames / clip.fps;
  return {
    format: "yozora-timeline/1",
    size: clip.size,
    fps: typeof exact === "string" ? exact : String(clip.fps),
    frames: lengthOf(parts),
    seed: clip.seed,
    cards: placed(parts).map((part) => ({
      kind: "clip",
      file: clip.id,
      sha256: "",
      start_s: seconds(part.first),
      end_s: seconds(part.end),
      ...(part.at === 0 ? {} : { at_s: seconds(part.at) }),
    })),
  };
}
