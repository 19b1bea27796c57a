import type { TFunction } from "i18next";

const KNOWN = [
  "create",
  "still",
  "animate",
  "storyboard",
  "extend",
  "connect",
  "loop",
  "blend",
  "remix",
  "restyle",
  "recut",
  "upscale",
] as const;

/** What was done to make a clip, as people call it. */
export function operationName(operation: string, t: TFunction<"clip">): string {
  const known = KNOWN.find((one) => one === operation);
  return known === undefined ? operation : t(`operations.${known}`);
}
