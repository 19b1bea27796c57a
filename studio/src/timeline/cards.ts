import { checkCurve, type Points } from "./curves.ts";
import { Impossible } from "./refused.ts";
import { first, general, repr } from "./wording.ts";

/** How a picture of another shape fills the screen: cut at the sides, with bars, or stretched. */
export type Fit = "crop" | "letterbox" | "stretch";
export const FITS: readonly Fit[] = ["crop", "letterbox", "stretch"];

/** `id` is a name on the page that stays the same while a card changes; no file has it. */
interface Named {
  readonly id: string;
  readonly at: number;
}

/** Words from `at` to `until` seconds; null: until the next card of words, or the end. */
export interface TextCard extends Named {
  readonly kind: "text";
  readonly text: string;
  readonly until: number | null;
  /** The scene that a director drew up of the words. */
  readonly plan: Readonly<Record<string, unknown>> | null;
}

/** A picture from `at` to `until`; null: for one frame. `strength` 1 keeps it exactly. */
export interface ImageCard extends Named {
  readonly kind: "image";
  readonly file: string;
  readonly sha256: string;
  readonly until: number | null;
  readonly strength: number;
  readonly fit: Fit;
}

/** A clip, from its own second `start` to its second `end`. `influence` is how much of it shows over another clip. */
export interface ClipCard extends Named {
  readonly kind: "clip";
  readonly file: string;
  readonly sha256: string;
  readonly start: number;
  readonly end: number;
  readonly strength: number;
  readonly influence: Points;
  readonly fit: Fit;
}

export type MediaCard = ImageCard | ClipCard;
export type Card = TextCard | MediaCard;

/** When a card says that it ends; null where it does not. */
export function untilOf(card: Card): number | null {
  return card.kind === "clip" ? card.at + card.end - card.start : card.until;
}

/** What a message calls a card. */
export const nameOf = (card: Card): string =>
  card.kind === "text" ? `text ${repr(first(card.text, 30))}` : `${card.kind} ${card.file}`;

/** The card, unless it cannot be whatever is around it. Throws Impossible. */
export function checkCard<Kind extends Card>(card: Kind, number: number): Kind {
  if (card.kind === "text") return card;
  const name = nameOf(card);
  if (card.kind === "clip" && !(card.start >= 0 && card.start < card.end && card.end < Infinity)) {
    throw new Impossible(
      "trim",
      `${name} is trimmed to ${general(card.start)} to ${general(card.end)} s; the end must come after the start, and ` +
        "the start not before 0.",
      number,
    );
  }
  if (!(card.strength >= 0 && card.strength <= 1)) {
    throw new Impossible(
      "strength",
      `strength=${asFloat(card.strength)} of ${name}: expected 0 (nothing is kept) to 1 (kept exactly).`,
      number,
    );
  }
  if (card.kind === "clip") checkCurve(card.influence, `influence of ${name}`, number);
  return card;
}

/** A number that was read as one with a point. */
export const asFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
