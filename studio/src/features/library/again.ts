import type { ClipDetail } from "@/api/client.ts";
import { ratioOf } from "@/clips/facts.ts";
import type { Aspect, Draft, Resolution } from "@/draft/draft.ts";

const ASPECTS: readonly Aspect[] = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9"];
const LINES: readonly (readonly [number, Resolution])[] = [
  [240, "240p"],
  [360, "360p"],
  [480, "480p"],
  [720, "720p"],
  [1080, "1080p"],
];

/** What the composer needs to make a clip like this one, with another seed. */
export function draftOf(clip: ClipDetail): Partial<Draft> {
  const style = clip.asked["style"];
  const ratio = ratioOf(clip.size);
  const aspect = ASPECTS.find((one) => one === ratio);
  const lines = Math.min(...clip.size.split("x").map(Number));
  const resolution = LINES.find(([most]) => lines <= most)?.[1] ?? "1080p";
  return {
    prompt: clip.prompt,
    ...(aspect === undefined ? {} : { aspect }),
    resolution,
    seconds: Math.max(1, Math.round(clip.seconds)),
    variations: 1,
    style: typeof style === "string" ? style : null,
    model: clip.model === "" ? null : clip.model,
    seed: null,
    loop: clip.asked["loop"] === true,
  };
}
