import { blends, freeOf, placedOf, type Placed, type Span, type Timeline } from "./timeline.ts";

/** Edges that a card is drawn to when it comes nearer than so many frames. */
export interface Snap {
  readonly edges: readonly number[];
  readonly within: number;
}

/** Where a card may stop: both ends of the clip and of every other card, and moments such as the playhead. */
export function edgesFor(line: Timeline, id: string | null, more: readonly number[] = []): number[] {
  const others = placedOf(line).filter((one) => one.card.id !== id);
  return [...new Set([0, line.frames, ...others.flatMap((one) => [one.first, one.end]), ...more])];
}

/** Where something of a length would begin, drawn to the nearest edge by its beginning or its end. */
export function snap(first: number, length: number, to?: Snap): { first: number; edge: number | null } {
  const wanted = Math.round(first);
  let best: { first: number; edge: number | null } = { first: wanted, edge: null };
  let least = to === undefined ? -1 : to.within;
  for (const edge of to?.edges ?? []) {
    for (const begin of length === 0 ? [edge] : [edge, edge - length]) {
      const away = Math.abs(begin - first);
      if (away < least || (away === least && best.edge === null)) {
        least = away;
        best = { first: begin, edge };
      }
    }
  }
  return best;
}

/** What a card may not lie over. Words under pictures stay free of them; a card that lies alone stays alone. */
export function obstacles(line: Timeline, own: Placed): Placed[] {
  const others = placedOf(line).filter((one) => one.card.id !== own.card.id);
  const over = (one: Placed) => one.first < own.end && own.first < one.end;
  const isSame = (one: Placed) => (one.card.kind === "text") === (own.card.kind === "text");
  const paired = others.some((one) => !isSame(one) && over(one));
  return others.filter((one) =>
    isSame(one) ? !(over(one) && (blends(one.card, own.card) || blends(own.card, one.card))) : !paired,
  );
}

/** Where a card of a length fits that is nearest to a frame; null where it fits nowhere. */
export function nearestRoom(taken: readonly Span[], frames: number, length: number, wanted: number): number | null {
  const places = freeOf(taken, frames)
    .filter((room) => room.end - room.first >= length)
    .map((room) => Math.min(Math.max(wanted, room.first), room.end - length));
  return places.reduce<number | null>(
    (best, place) => (best === null || Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best),
    null,
  );
}

/** How far the ends of a card may go: the end of what is before it, and the beginning of what is after it. */
export function neighbours(taken: readonly Span[], own: Span, frames: number): { before: number; after: number } {
  const ends = taken.filter((one) => one.end <= own.first).map((one) => one.end);
  const begins = taken.filter((one) => one.first >= own.end).map((one) => one.first);
  return { before: Math.max(0, ...ends), after: Math.min(frames, ...begins) };
}

const LEAST_SHARE = 0.25;

/** Room for a new card: at a frame, or in the next gap, or in one before, or else behind the end. Unless it must be
 * `whole`, it may become shorter than asked for, to a quarter. */
export function roomFor(line: Timeline, frame: number, length: number, how: { whole?: boolean } = {}): Span {
  const gaps = freeOf(placedOf(line), line.frames);
  const least = how.whole === true ? length : Math.max(1, Math.ceil(LEAST_SHARE * length));
  const from = gaps
    .map((gap) => ({ first: Math.max(gap.first, gap.end > frame ? frame : gap.first), end: gap.end }))
    .filter((gap) => gap.end - gap.first >= least);
  const here = gaps.find((gap) => gap.first <= frame && frame < gap.end && gap.end - gap.first >= least);
  const next = from.find((gap) => gap.first >= frame) ?? here ?? from.at(-1);
  if (next === undefined) return { first: line.frames, end: line.frames + length };
  return { first: next.first, end: Math.min(next.end, next.first + length) };
}
