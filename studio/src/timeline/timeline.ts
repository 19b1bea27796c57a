import { checkCard, nameOf, untilOf, type Card, type ClipCard, type MediaCard, type TextCard } from "./cards.ts";
import { decimal, rounded, times, toNumber, type Fraction } from "./fractions.ts";
import { LONGEST_FRAMES, type FrameSize } from "./geometry.ts";
import { Impossible } from "./refused.ts";
import { first as firstSigns, general } from "./wording.ts";

export const SEEDS = 2 ** 32;
const MOST_VARIATIONS = 4;
const MOST_CARDS = 500;
const MOST_CHARACTERS = 50;

/** What is given of a clip; everything else is free. Spacing is timing: where one card ends and the next begins at the
 * same frame is a hard cut, and a gap is filled. The twin of `Timeline` in Python; both pass the same fixtures. */
export interface Timeline {
  readonly cards: readonly Card[];
  readonly frames: number;
  readonly fps: Fraction;
  readonly size: FrameSize;
  readonly seed: number;
  readonly variations: number;
  readonly loop: boolean;
  readonly style: Readonly<Record<string, string>> | null;
  readonly characters: readonly Readonly<Record<string, unknown>>[];
}

/** A card with its number, from 1, and its frames from `first` up to, without, `end`. */
export interface Placed<Kind extends Card = Card> {
  readonly card: Kind;
  readonly number: number;
  readonly first: number;
  readonly end: number;
}

/** Frames from `first` up to, without, `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** A timeline between two cuts; its cards count their frames from the shot's own beginning. */
export interface Shot extends Span {
  readonly placed: readonly Placed[];
}

/** The frame nearest to a moment. */
export function frameAt(line: Pick<Timeline, "fps" | "frames">, second: number): number {
  return Math.abs(second) < Infinity ? rounded(times(decimal(second), line.fps)) : line.frames + 1;
}

/** When a frame begins, in seconds as they are shown and counted with. */
export const secondAt = (line: Pick<Timeline, "fps">, frame: number): number =>
  (frame * Number(line.fps.under)) / Number(line.fps.over);

export const secondsOf = (line: Pick<Timeline, "fps" | "frames">): number => secondAt(line, line.frames);

/** Every card with its number and frames, in order of time. */
export function placedOf(line: Pick<Timeline, "cards" | "fps" | "frames">): Placed[] {
  const numbered = line.cards.map((card, place) => ({ card, number: place + 1, first: frameAt(line, card.at) }));
  numbered.sort((one, other) => one.card.at - other.card.at);
  const begins = numbered.filter(({ card }) => card.kind === "text").map(({ first }) => first);
  return numbered.map((one) => ({ ...one, end: endOf(line, one, begins) }));
}

const isText = (one: Placed): one is Placed<TextCard> => one.card.kind === "text";
const isMedia = (one: Placed): one is Placed<MediaCard> => one.card.kind !== "text";

/** Frames at which a new shot begins, the first one left out. */
export function cutsOf(line: Timeline): number[] {
  const placed = placedOf(line);
  const ends = new Set(placed.map((one) => one.end));
  const meetings = [...new Set(placed.map((one) => one.first))].filter((frame) => ends.has(frame));
  return meetings.sort((one, other) => one - other).filter((frame) => isCut(frame, placed));
}

/** The timeline between its cuts. */
export function shotsOf(line: Timeline): Shot[] {
  const placed = placedOf(line);
  const bounds = [0, ...cutsOf(line), line.frames];
  return bounds.slice(1).map((end, place) => {
    const first = bounds[place] ?? 0;
    const inside = placed
      .filter((one) => one.first < end && one.end > first)
      .map((one) => ({ ...one, first: one.first - first, end: one.end - first }));
    return { first, end, placed: inside };
  });
}

/** How much each card of words of a shot counts at a moment, in frames: they sum to 1, and cross over in gaps. */
export function wordShares(shot: Shot, frame: number): number[] {
  const texts = shot.placed.filter(isText);
  const shares = texts.map(() => 0);
  for (const [place, one] of texts.entries()) {
    const following = texts[place + 1];
    if (following === undefined || frame < one.end) {
      shares[place] = 1;
      break;
    }
    if (frame < following.first) {
      const crossed = (frame - one.end) / (following.first - one.end);
      shares[place] = 1 - crossed;
      shares[place + 1] = crossed;
      break;
    }
  }
  return shares;
}

/** Frames that no card covers: what the model makes without being told anything of its own there. */
export function gapsOf(line: Pick<Timeline, "cards" | "fps" | "frames">): Span[] {
  return freeOf(
    placedOf(line).map(({ first, end }) => ({ first, end })),
    line.frames,
  );
}

/** What so many frames have left between spans. */
export function freeOf(taken: readonly Span[], frames: number): Span[] {
  const found: Span[] = [];
  let reached = 0;
  for (const { first, end } of [...taken].sort((one, other) => one.first - other.first)) {
    if (first > reached) found.push({ first: reached, end: Math.min(first, frames) });
    reached = Math.max(reached, end);
  }
  if (reached < frames) found.push({ first: reached, end: frames });
  return found;
}

/** The timeline, unless it cannot be. Throws Impossible, which names the card. */
export function check(line: Timeline): Timeline {
  if (!(line.frames >= 1 && line.frames <= LONGEST_FRAMES)) {
    throw new Impossible("length", `frames=${line.frames} cannot be a length: from 1 to ${LONGEST_FRAMES}.`);
  }
  if (!(line.seed >= 0 && line.seed < SEEDS)) {
    throw new Impossible("seed", `seed=${line.seed} is out of range: from 0 to ${SEEDS - 1}.`);
  }
  if (!(line.variations >= 1 && line.variations <= MOST_VARIATIONS)) {
    throw new Impossible("takes", `variations=${line.variations} is out of range: from 1 to ${MOST_VARIATIONS}.`);
  }
  const names = line.characters.map((one) => String(one["name"]));
  if (names.length > MOST_CHARACTERS || new Set(names).size < names.length) {
    const got = firstSigns(names.join(", "), 100);
    const message = `A timeline has at most ${MOST_CHARACTERS} characters, each once; got ${got}.`;
    throw new Impossible("characters", message);
  }
  if (line.cards.length > MOST_CARDS) {
    const message = `The timeline has ${line.cards.length} cards; at most ${MOST_CARDS}. Make several clips.`;
    throw new Impossible("cards", message);
  }
  const placed = placedOf(line);
  for (const one of placed) checkPlace(line, one);
  checkOverlaps(line, placed.filter(isText));
  checkOverlaps(line, placed.filter(isMedia));
  const cut = line.loop ? cutsOf(line)[0] : undefined;
  if (cut !== undefined) {
    const message =
      `A loop is one shot; this timeline has a hard cut at ${shown(line, cut)} s. ` +
      "Leave a gap there, or put words under both cards.";
    throw new Impossible("loop", message);
  }
  return line;
}

/** Why a timeline cannot be; null where it can. */
export function problemOf(line: Timeline): Impossible | null {
  try {
    line.cards.forEach((card, place) => checkCard(card, place + 1));
    check(line);
    return null;
  } catch (error) {
    if (error instanceof Impossible) return error;
    throw error;
  }
}

/** Whether one card may lie over another of its kind: two clips, of which the later has an influence. */
export const blends = (under: Card, over: Card): boolean =>
  under.kind === "clip" && over.kind === "clip" && over.influence.length > 0;

function endOf(line: Pick<Timeline, "fps" | "frames">, one: Omit<Placed, "end">, begins: readonly number[]): number {
  const until = untilOf(one.card);
  if (until !== null) return frameAt(line, until);
  if (one.card.kind !== "text") return one.first + 1;
  const next = Math.min(...begins.filter((begin) => begin > one.first));
  return next === Infinity ? line.frames : next;
}

const shown = (line: Timeline, frame: number): string => general(secondAt(line, frame), 4);
const said = (one: Placed): string => `card ${one.number} (${nameOf(one.card)})`;

function checkPlace(line: Timeline, one: Placed): void {
  const length = general(secondsOf(line));
  if (!(one.first >= 0 && one.first < line.frames)) {
    const at = general(one.card.at);
    const message = `${said(one)} stands at ${at} s, outside the clip of ${length} s. Move it inside.`;
    throw new Impossible("outside", message, one.number);
  }
  const [begin, end] = [shown(line, one.first), shown(line, one.end)];
  if (one.end <= one.first) {
    const pace = general(toNumber(line.fps));
    const message = `${said(one)} lasts from ${begin} to ${end} s, which is no frame at ${pace} a second. Make it longer.`;
    throw new Impossible("short", message, one.number);
  }
  if (one.end > line.frames) {
    const message = `${said(one)} lasts until ${end} s, beyond the clip of ${length} s. Trim it, or make the clip longer.`;
    throw new Impossible("beyond", message, one.number);
  }
}

function checkOverlaps(line: Timeline, track: readonly Placed[]): void {
  track.forEach((later, place) => {
    const under = track.slice(0, place).filter((one) => one.end > later.first);
    const last = under.at(-1);
    const lowest = under[0];
    if (last === undefined || lowest === undefined) return;
    if (under.length === 1 && blends(lowest.card, later.card)) return;
    const over = shown(line, Math.min(last.end, later.end) - later.first);
    const both = last.card.kind === "clip" && later.card.kind === "clip";
    const advice = both ? ", or blend two clips by an influence on the later one" : "";
    const message = `${said(last)} and ${said(later)} overlap by ${over} s. Move or shorten one${advice}.`;
    throw new Impossible("overlap", message, later.number);
  });
}

/** Whether a frame at which a card ends and another begins starts a new shot. */
function isCut(frame: number, placed: readonly Placed[]): boolean {
  const media = placed.filter(isMedia);
  if (media.some((one) => one.first < frame && frame < one.end)) return false;
  const before = media.filter((one) => one.end === frame);
  const after = media.filter((one) => one.first === frame);
  if (before.length > 0 && after.length > 0) {
    return !before.some((one) => after.some((other) => goesOn(one.card, other.card)));
  }
  return !placed.some((one) => one.first < frame && frame < one.end);
}

function goesOn(one: MediaCard, other: MediaCard): boolean {
  if (one.kind !== "clip" || other.kind !== "clip") return false;
  const same = content(one) === content(other) && one.strength === other.strength && one.fit === other.fit;
  return same && Math.abs(one.end - other.start) < 1e-3;
}

/** A board, which names clips by their ids, has no digest of them. */
const content = (card: ClipCard): string => (card.sha256 === "" ? card.file : card.sha256);
