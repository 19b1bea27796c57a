import type { ClipDetail, CreateVideo } from "@/api/client.ts";
import { EMPTY, type Aspect, type Draft, type Resolution } from "@/draft/draft.ts";
import { aspectOf } from "@/clips/facts.ts";

import { less } from "../less.ts";

const ASPECTS: readonly Aspect[] = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9"];
const RESOLUTIONS: readonly (readonly [number, Resolution])[] = [
  [240, "240p"],
  [360, "360p"],
  [480, "480p"],
  [720, "720p"],
  [1080, "1080p"],
];

function nearest<Value>(choices: readonly (readonly [number, Value])[], wanted: number, otherwise: Value): Value {
  const found = choices.reduce<readonly [number, Value] | null>(
    (best, one) =>
      best === null || Math.abs(Math.log(one[0] / wanted)) < Math.abs(Math.log(best[0] / wanted)) ? one : best,
    null,
  );
  return found?.[1] ?? otherwise;
}

/** The clip as a draft for the composer: nearest ratio and resolution, its words, its seed. */
export function draftOf(clip: ClipDetail): Draft {
  const [wide, high] = clip.size.split("x").map(Number) as [number, number];
  const shapes = ASPECTS.map((aspect) => [aspectOf(aspect.replace(":", "x")), aspect] as const);
  const style = clip.asked["style"];
  return {
    ...EMPTY,
    prompt: clip.prompt,
    aspect: nearest(shapes, wide / high, EMPTY.aspect),
    resolution: nearest(RESOLUTIONS, Math.min(wide, high), EMPTY.resolution),
    seconds: Math.max(1, Math.round(clip.seconds)),
    style: typeof style === "string" ? style : null,
    model: clip.model,
    seed: clip.seed,
    loop: clip.asked["loop"] === true,
  };
}

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
