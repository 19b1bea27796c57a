import i18next from "i18next";

import type { components } from "./schema.ts";

type Schemas = components["schemas"];
export type Decision = Schemas["DecisionShape"];
type Seen = Pick<Decision, "stage" | "category" | "words" | "frame">;

/** Where a policy saw what it refuses, and the id of the decision about it. */
export interface Refusal extends Seen {
  decision: string;
}

const MOST_WORDS = 3;
const LONGEST_WORDS = 80;

/** A refusal as errors and clips carry it; null where there is none. */
export function refusalIn(error: unknown): Refusal | null {
  const found = (error as { refusal?: Refusal } | null | undefined)?.refusal;
  return typeof found?.decision === "string" ? found : null;
}

/** What was found and where, in the person's language: `Found violence in “gore”.` */
export function foundIn({ stage, category, words, frame }: Seen): string {
  const named = i18next.t(`safety:categories.${category}`);
  if (words.length > 0) return i18next.t("safety:found.words", { category: named, words: quoted(words) });
  // A picture that is brought has one frame only.
  if (frame === null || (stage === "upload" && frame === 0)) {
    return i18next.t("safety:found.whole", { category: named });
  }
  return i18next.t("safety:found.frame", { category: named, frame: frame + 1 });
}

function quoted(words: readonly string[]): string {
  const said = words
    .slice(0, MOST_WORDS)
    .map((text) => (text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS - 1)}…` : text))
    .map((text) => i18next.t("safety:quote", { text }))
    .join(i18next.t("safety:comma"));
  const count = words.length - MOST_WORDS;
  return count > 0 ? i18next.t("safety:more", { words: said, count }) : said;
}

/** What was refused and why, in a line. */
export const refusedShort = (refusal: Refusal): string =>
  `${i18next.t(`safety:refused.${refusal.stage}`)}${i18next.t("safety:stop")}${foundIn(refusal)}`;

/** The same, and where more can be done, for places without room for buttons. */
export const refusalSaid = (refusal: Refusal): string =>
  [refusedShort(refusal), i18next.t("safety:where")].join(i18next.t("safety:space"));
