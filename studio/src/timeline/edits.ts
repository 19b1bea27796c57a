import { checkCard, untilOf, type Card, type ClipCard, type ImageCard, type TextCard } from "./cards.ts";
import type { Fraction } from "./fractions.ts";
import { LONGEST_FRAMES } from "./geometry.ts";
import { placesPast, type Past } from "./order.ts";
import { nearestRoom, neighbours, obstacles, roomFor, snap, type Snap } from "./places.ts";
import { frameAt, placedOf, problemOf, secondAt, type Placed, type Timeline } from "./timeline.ts";

/** Why an edit cannot be made; other codes are those of `Impossible`. */
type Why = "gone" | "noRoom" | "tooShort" | "notInside" | "sourceEnds" | "cardsBeyond" | "tooLong" | (string & {});

/** A new timeline, and the card that the edit was about; or why not. */
export type Edited =
  | { readonly ok: true; readonly line: Timeline; readonly id: string | null; readonly snapped: number | null }
  | { readonly ok: false; readonly why: Why };

export interface Manner {
  /** Cards after it move along, and the clip becomes longer or shorter with them. */
  ripple?: boolean;
  /** Edges to be drawn to, and from how many frames away. */
  snap?: Snap;
  /** How many seconds the file of a card has; null where nobody knows. */
  lasting?: (file: string) => number | null;
}

/** A card that is not on a timeline yet. */
export type NewCard =
  Omit<TextCard, "id" | "at" | "until"> | Omit<ImageCard, "id" | "at" | "until"> | Omit<ClipCard, "id" | "at" | "end">;

const no = (why: Why): Edited => ({ ok: false, why });

/** Every card with an end of its own, and all times on the grid of frames: what edits begin from. */
export function settled(line: Timeline): Timeline {
  const placed = placedOf(line);
  const spans = new Map(placed.map((one) => [one.card.id, one]));
  return { ...line, cards: line.cards.map((card) => at(line, card, spans.get(card.id) ?? { first: 0, end: 1 })) };
}

/** Move a card so that it begins at a frame, or as near as there is room, or as it would by trading order with its
 * neighbours where that is nearer. */
export function moved(line: Timeline, id: string, to: number, manner: Manner = {}): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  const length = own.end - own.first;
  const { first: wanted, edge } = snap(to, length, manner.snap);
  if (manner.ripple === true) return movedAll(line, own, wanted, edge);
  const taken = obstacles(line, own);
  const first = nearestRoom(taken, line.frames, length, wanted);
  if (first === null) return no("noRoom");
  const past = ([1, -1] as const).flatMap((ahead) => placesPast(taken, own, line.frames, ahead));
  return (
    pastNear(line, own, past, wanted, Math.abs(first - wanted)) ??
    done(
      line,
      put(line, own, { first, end: first + length }),
      id,
      first === edge || first + length === edge ? edge : null,
    )
  );
}

/** Move a card by so many frames; where its neighbour touches it there, `past` it. */
export function nudged(line: Timeline, id: string, by: number, manner: Manner & { past?: boolean } = {}): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  const edited = moved(line, id, own.first + by, manner);
  if (manner.past !== true || !edited.ok || spanOf(edited.line, id)?.first !== own.first) return edited;
  const next = placesPast(obstacles(line, own), own, line.frames, by > 0 ? 1 : -1)[0];
  return next === undefined ? no("noRoom") : done(line, wayMade(line, own, next), id);
}

/** Move one end of a card to a frame, as far as there is room and its file lasts. */
export function trimmed(line: Timeline, id: string, side: "first" | "end", to: number, manner: Manner = {}): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  const { before, after } = neighbours(obstacles(line, own), own, line.frames);
  const drawn = snap(to, 0, manner.snap);
  const ripple = manner.ripple === true;
  if (side === "first") {
    const film = own.card.kind === "clip" ? own.first - Math.floor(own.card.start * perSecond(line) + 1e-6) : -Infinity;
    const least = Math.max(ripple ? -Infinity : before, film);
    const first = Math.min(own.end - 1, Math.max(least, drawn.first));
    if (!ripple) {
      return done(line, put(line, own, { first, end: own.end }), id, first === drawn.edge ? drawn.edge : null);
    }
    // The beginning stays where it is: what is taken away or added there moves everything after it.
    const by = own.first - first;
    const inside = put(line, own, { first, end: own.end });
    return shifted({ ...line, cards: inside.cards }, own.first, by, id, { keep: own.card.id, first: own.first });
  }
  const lasting = own.card.kind === "clip" ? (manner.lasting?.(own.card.file) ?? null) : null;
  const film =
    own.card.kind === "clip" && lasting !== null
      ? own.first + Math.max(1, Math.round((lasting - own.card.start) * perSecond(line)))
      : Infinity;
  const most = Math.min(ripple ? own.first + LONGEST_FRAMES : after, film);
  const end = Math.max(own.first + 1, Math.min(most, drawn.first));
  const edge = end === drawn.edge ? drawn.edge : null;
  if (!ripple) return done(line, put(line, own, { first: own.first, end }), id, edge);
  const span = { first: own.first, end };
  if (end < own.end) return shifted(put(line, own, span), own.end, end - own.end, id);
  const longer = shifted(line, own.end, end - own.end, id);
  return longer.ok ? done(line, put(longer.line, own, span), id, edge) : longer;
}

/** Two cards in place of one, of which the second begins at a frame; it is the one the edit is about. */
export function split(line: Timeline, id: string, frame: number): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  if (!(own.first < frame && frame < own.end)) return no("notInside");
  const later = freshId(line);
  const one = at(line, own.card, { first: own.first, end: frame });
  const other = at(line, { ...cutOff(line, own, frame), id: later }, { first: frame, end: own.end });
  const cards = line.cards.flatMap((card) => (card.id === id ? [unplanned(one), unplanned(other)] : [card]));
  return done(line, { ...line, cards }, later);
}

/** The same card once more, in the next room after it; where there is none, the clip becomes longer. */
export function duplicated(line: Timeline, id: string): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  const room = roomFor(line, own.end, own.end - own.first, { whole: true });
  const copy = { ...own.card, id: freshId(line) };
  return done(line, lengthened(line, room.end, [...line.cards, at(line, copy, room)]), copy.id);
}

/** Take a card away; with `ripple`, its time, too. */
export function removed(line: Timeline, id: string, manner: Manner = {}): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  const rest = { ...line, cards: line.cards.filter((card) => card.id !== id) };
  if (manner.ripple !== true || own.end - own.first >= line.frames) return done(line, rest, null);
  return shifted(rest, own.end, own.first - own.end, null);
}

/** Put a new card at a frame or into the next room; with `ripple`, room is made. `under` lets words lie under pictures. */
export function inserted(
  line: Timeline,
  card: NewCard,
  frame: number,
  frames: number,
  manner: Manner & { under?: boolean } = {},
): Edited {
  const id = freshId(line);
  const length = Math.max(1, frames);
  if (manner.ripple === true) {
    const inside = placedOf(line).find((one) => one.first < frame && frame < one.end);
    const first = Math.max(0, Math.min(line.frames, inside?.end ?? frame));
    const wider = shifted(line, first, length, id);
    if (!wider.ok) return wider;
    const cards = [...wider.line.cards, at(line, placeless(card, id), { first, end: first + length })];
    return done(line, { ...wider.line, cards }, id);
  }
  const room = manner.under === true ? { first: frame, end: frame + length } : roomFor(line, frame, length);
  const cards = [...line.cards, at(line, placeless(card, id), room)];
  return done(line, lengthened(line, room.end, cards), id);
}

/** Change what a card says, shows or allows; its time stays. Words that change lose the scene drawn up of them. */
export function changed(
  line: Timeline,
  id: string,
  change: Partial<Pick<TextCard, "text">> & Partial<Pick<ClipCard, "strength" | "fit" | "influence">>,
): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  const planless = change.text === undefined ? {} : { plan: null };
  const card = { ...own.card, ...change, ...planless } as Card;
  return done(line, { ...line, cards: line.cards.map((one) => (one.id === id ? card : one)) }, id);
}

/** Give a clip so many seconds over the clip before it, in which it shows more and more; 0 takes that away. */
export function blended(line: Timeline, id: string, frames: number): Edited {
  const own = find(line, id);
  if (own === undefined || own.card.kind !== "clip") return no("gone");
  const under = placedOf(line)
    .filter((one) => one.card.kind === "clip" && one.first < own.first && one.card.id !== id)
    .at(-1);
  if (under === undefined) return no("noRoom");
  const over = Math.min(frames, under.end - under.first - 1, own.end - own.first);
  const first = under.end - Math.max(0, over);
  const influence =
    over < 1
      ? []
      : ([
          [0, 0],
          [precise(over / perSecond(line)), 1],
        ] as const);
  const card = { ...own.card, influence };
  return done(line, put(line, { ...own, card }, { first, end: first + own.end - own.first }), id);
}

/** Another length in frames. Cards at the end are trimmed; one that would be gone altogether says no. */
export function resized(line: Timeline, frames: number): Edited {
  if (!(frames >= 1 && frames <= LONGEST_FRAMES)) return no("tooLong");
  const placed = placedOf(line);
  if (placed.some((one) => one.first >= frames)) return no("cardsBeyond");
  const ends = new Map(placed.map((one) => [one.card.id, one]));
  const cards = line.cards.map((card) => {
    const own = ends.get(card.id);
    return own !== undefined && own.end > frames ? at(line, card, { first: own.first, end: frames }) : card;
  });
  return done(line, { ...line, cards, frames }, null);
}

/** Another pace; every edge stays at its moment as nearly as frames allow, and what touches goes on touching. */
export function paced(line: Timeline, fps: Fraction): Edited {
  const now = { ...line, fps };
  const to = (frame: number) => Math.round(secondAt(line, frame) * perSecond(now));
  const frames = Math.max(1, to(line.frames));
  if (frames > LONGEST_FRAMES) return no("tooLong");
  const spans = new Map(placedOf(line).map((one) => [one.card.id, { first: to(one.first), end: to(one.end) }]));
  const cards = line.cards.map((card) => at(now, card, spans.get(card.id) ?? { first: 0, end: 1 }));
  return done(line, { ...now, frames, cards }, null);
}

/** Other cards in place of one, as the recipe of a clip has them; times are the timeline's own frames. */
export function replaced(
  line: Timeline,
  id: string,
  parts: readonly { text: string; first: number; end: number }[],
): Edited {
  const own = find(line, id);
  if (own === undefined) return no("gone");
  let rest: Timeline = { ...line, cards: line.cards.filter((card) => card.id !== id) };
  let last: string | null = null;
  for (const part of parts) {
    const first = Math.max(own.first, part.first);
    const end = Math.min(own.end, part.end);
    if (end <= first) continue;
    last = freshId({ ...rest, cards: [...rest.cards, own.card] });
    const card = at(line, { kind: "text", id: last, at: 0, until: null, text: part.text, plan: null }, { first, end });
    rest = { ...rest, cards: [...rest.cards, card] };
  }
  return last === null ? no("noRoom") : done(line, rest, last);
}

function find(line: Timeline, id: string): Placed | undefined {
  return placedOf(line).find((one) => one.card.id === id);
}

function done(before: Timeline, line: Timeline, id: string | null, snapped: number | null = null): Edited {
  if (line.cards === before.cards && line === before) return { ok: true, line, id, snapped };
  const problem = problemOf(line);
  return problem === null ? { ok: true, line, id, snapped } : no(problem.code);
}

function put(line: Timeline, own: Placed, to: { first: number; end: number }): Timeline {
  const film = own.card.kind === "clip" && to.end === own.end ? cutOff(line, own, to.first) : own.card;
  return { ...line, cards: line.cards.map((card) => (card.id === own.card.id ? at(line, film, to) : card)) };
}

/** The card without what it has before a frame: a clip begins later in its file. */
function cutOff(line: Timeline, own: Placed, frame: number): Card {
  if (own.card.kind !== "clip") return own.card;
  const by = (frame - own.first) / perSecond(line);
  const influence = own.card.influence.map(([second, share]) => [Math.max(0, second - by), share] as const);
  const kept = influence.filter(([second], place) => second > 0 || (influence[place + 1]?.[0] ?? 1) > 0);
  return { ...own.card, start: Math.max(0, precise(own.card.start + by)), influence: kept };
}

/** The card at these frames. A clip begins in its file where it began, and lasts as long as it is seen. */
function at<Kind extends Card>(line: Pick<Timeline, "fps">, card: Kind, to: { first: number; end: number }): Kind {
  const [begin, until] = [precise(secondAt(line, to.first)), precise(secondAt(line, to.end))];
  const timed =
    card.kind === "clip"
      ? { ...card, at: begin, end: precise(card.start + until - begin) }
      : { ...card, at: begin, until };
  return timed;
}

/** Past those neighbours where a card would begin nearest to a frame; null where that is as far `away` or cannot be. */
function pastNear(line: Timeline, own: Placed, places: readonly Past[], to: number, away: number): Edited | null {
  const distance = (place: Past) => Math.abs(place.first - to);
  const nearest = places.reduce<Past | null>(
    (best, place) => (distance(place) < (best === null ? away : distance(best)) ? place : best),
    null,
  );
  const edited = nearest === null ? null : done(line, wayMade(line, own, nearest), own.card.id);
  return edited?.ok === true ? edited : null;
}

/** The card past its neighbours, who made way. */
function wayMade(line: Timeline, own: Placed, past: Past): Timeline {
  const ways = new Map(past.makeWay.flatMap(({ ids, by }) => ids.map((id) => [id, by] as const)));
  ways.set(own.card.id, past.first - own.first);
  const spans = new Map(placedOf(line).map((one) => [one.card.id, one]));
  const cards = line.cards.map((card) => {
    const [by, span] = [ways.get(card.id), spans.get(card.id)];
    return by === undefined || span === undefined
      ? card
      : at(line, card, { first: span.first + by, end: span.end + by });
  });
  return { ...line, cards };
}

function movedAll(line: Timeline, own: Placed, to: number, edge: number | null): Edited {
  const taken = obstacles(line, own);
  const { before } = neighbours(taken, own, line.frames);
  const first = Math.max(before, to);
  const earlier = pastNear(line, own, placesPast(taken, own, line.frames, -1), to, first - to);
  if (earlier !== null) return earlier;
  const by = first - own.first;
  const result = shifted(line, own.first, by, own.card.id);
  return result.ok && edge === first ? { ...result, snapped: edge } : result;
}

/** All cards from a frame on so many frames later, and the clip as much longer. One may `keep` its place. */
function shifted(
  line: Timeline,
  from: number,
  by: number,
  id: string | null,
  stay?: { keep: string; first: number },
): Edited {
  const frames = line.frames + by;
  if (frames < 1 || frames > LONGEST_FRAMES) return no(frames < 1 ? "tooShort" : "tooLong");
  const spans = new Map(placedOf(line).map((one) => [one.card.id, one]));
  const cards = line.cards.map((card) => {
    const own = spans.get(card.id);
    if (own === undefined) return card;
    const later = { first: own.first + by, end: own.end + by };
    if (stay?.keep === card.id) return at(line, card, { first: stay.first, end: stay.first + own.end - own.first });
    return own.first >= from ? at(line, card, later) : card;
  });
  return done(line, { ...line, cards, frames }, id);
}

const lengthened = (line: Timeline, end: number, cards: readonly Card[]): Timeline => ({
  ...line,
  cards,
  frames: Math.max(line.frames, end),
});

function placeless(card: NewCard, id: string): Card {
  if (card.kind === "clip") return checkCard({ ...card, id, at: 0, end: card.start + 1 }, 1);
  return { ...card, id, at: 0, until: null };
}

const unplanned = (card: Card): Card => (card.kind === "text" && card.plan !== null ? { ...card, plan: null } : card);

const perSecond = (line: Pick<Timeline, "fps">): number => Number(line.fps.over) / Number(line.fps.under);

const precise = (second: number): number => Math.round(second * 1e6) / 1e6;

/** A name that no card of the timeline has. */
function freshId(line: Pick<Timeline, "cards">): string {
  const numbers = line.cards.map((card) => Number(card.id.slice(1)) || 0);
  return `c${Math.max(0, ...numbers) + 1}`;
}

/** The frames of one card. */
export function spanOf(line: Timeline, id: string): { first: number; end: number } | null {
  const card = line.cards.find((one) => one.id === id);
  if (card === undefined) return null;
  const until = untilOf(card);
  if (until === null) return find(line, id) ?? null;
  return { first: frameAt(line, card.at), end: frameAt(line, until) };
}
