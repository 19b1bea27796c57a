import { useTranslation } from "react-i18next";

import type { Preset } from "@/api/client.ts";
import type { English } from "@/words/en/index.ts";

type Known = keyof English["styles"]["known"];

/** Sides of a style, in the order in which they are added to a prompt. */
export const SIDES = ["theme", "colour", "camera", "film_stock", "lighting", "content", "mood"] as const;

type Side = (typeof SIDES)[number];
export type Look = Readonly<Record<Side, string>>;

export function lookOf(entries: Preset["entries"]): Look {
  const text = (side: Side) => (typeof entries[side] === "string" ? entries[side].trim() : "");
  return Object.fromEntries(SIDES.map((side) => [side, text(side)])) as Record<Side, string>;
}

/** What is added to a prompt. */
export const wordsOf = (entries: Preset["entries"]): string =>
  Object.values(lookOf(entries))
    .filter((one) => one !== "")
    .join(", ");

const LONGEST = 1000; // characters, as the server takes them

/** The address of a picture that shows a style: always the same scene. */
export const pictureOf = (words: string): string =>
  `/api/presets/picture?words=${encodeURIComponent(Array.from(words).slice(0, LONGEST).join(""))}`;

/** What a style is called, and what it does where it came with the program; kept ones are called as somebody named them. */
export function useStyles() {
  const { t, i18n } = useTranslation("styles");
  const known = (name: string): name is Known => i18n.exists(`styles:known.${name}.name`);
  return {
    called: (name: string): string => (known(name) ? t(`known.${name}.name`) : name),
    about: (name: string): string | null => (known(name) ? t(`known.${name}.about`) : null),
  };
}
