import type { Preset } from "@/api/client.ts";

/** Sides of a look, in the order in which they are added to a prompt. */
export const SIDES = ["theme", "colour", "camera", "film_stock", "lighting", "content", "mood"] as const;

export type Side = (typeof SIDES)[number];
export type Look = Readonly<Record<Side, string>>;

export function lookOf(entries: Preset["entries"]): Look {
  const text = (side: Side) => (typeof entries[side] === "string" ? entries[side] : "");
  return Object.fromEntries(SIDES.map((side) => [side, text(side)])) as Record<Side, string>;
}

/** What is kept of a look: sides that are left open are left out. */
export const entriesOf = (look: Look): Partial<Record<Side, string>> =>
  Object.fromEntries(SIDES.filter((side) => look[side].trim() !== "").map((side) => [side, look[side].trim()]));

/** What is added to a prompt. */
export const wordsOf = (look: Look): string => Object.values(entriesOf(look)).join(", ");

/** The address of a picture that shows a look: always the same scene. */
export const pictureOf = (words: string): string => `/api/presets/picture?words=${encodeURIComponent(words)}`;

/** Styles that come with the program are called by their names; kept ones have ids. */
export const isBuiltIn = (style: Preset): boolean => !style.id.startsWith("preset_");
