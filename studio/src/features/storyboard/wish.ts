import type { CreateVideo } from "@/api/client.ts";
import { toNumber } from "@/timeline/fractions.ts";
import { sizeText } from "@/timeline/geometry.ts";
import { spansOf } from "@/safety/marking.ts";
import type { Card } from "@/timeline/cards.ts";
import { untilOf } from "@/timeline/cards.ts";
import type { Timeline } from "@/timeline/timeline.ts";

import type { Sources } from "./sources.ts";

/** How a board is made, besides what its timeline says. */
export interface Manner {
  /** Each take has a new seed, in place of the one of the board. */
  newSeed: boolean;
  /** Null is the usual one. */
  model: string | null;
}

type WishCard = NonNullable<CreateVideo["storyboard"]>[number];

const precise = (second: number): number => Math.round(second * 1e6) / 1e6;

/** What the server is asked for. */
export function wishOf(
  board: { id: string; name: string; revision: number },
  line: Timeline,
  manner: Manner,
): CreateVideo {
  const wish: CreateVideo = {
    prompt: board.name.trim() === "" ? "board" : board.name,
    title: board.name.slice(0, 200),
    size: sizeText(line.size),
    fps: Math.round(toNumber(line.fps) * 1e6) / 1e6,
    num_frames: line.frames,
    n: line.variations,
    loop: line.loop,
    storyboard: line.cards.map(cardOf),
    ...(manner.newSeed ? {} : { seed: line.seed }),
    ...(manner.model === null ? {} : { model: manner.model }),
    ...(line.style === null ? {} : { style: { ...line.style } }),
  };
  return { ...wish, metadata: { board: board.id, revision: String(board.revision), cards: digestOf(wish) } };
}

/** A short name of what is seen of a wish: two wishes of one name are about the same clip, whatever they are called. */
export function digestOf({ size, fps, num_frames, loop, storyboard, style }: CreateVideo): string {
  let sum = 5381;
  for (const sign of JSON.stringify([size, fps, num_frames, loop, storyboard, style ?? null])) {
    sum = (Math.imul(sum, 33) ^ (sign.codePointAt(0) ?? 0)) >>> 0;
  }
  return sum.toString(16);
}

function cardOf(card: Card): WishCard {
  const { at } = card;
  const seconds = precise((untilOf(card) ?? at + 1) - at);
  if (card.kind === "text") return { at, seconds, text: card.text };
  const { strength, fit } = card;
  if (card.kind === "image") return { at, seconds, image: { file_id: card.file }, strength, fit };
  const influence = card.influence.map(([second, share]) => [second, share] as [number, number]);
  return { at, seconds, video: { id: card.file }, start: card.start, strength, fit, influence };
}

/** What must be put right first; `id` is the card it is about. */
export interface Trouble {
  code: "noCards" | "noWords" | "missing" | "waiting" | "styleWords" | "overlap";
  id: string | null;
}

/** What the page itself sees is wrong, before the server is asked. */
export function troublesOf(line: Timeline, sources: Sources): Trouble[] {
  if (line.cards.length === 0) return [{ code: "noCards", id: null }];
  const troubles = line.cards.flatMap((card): Trouble[] => {
    if (card.kind === "text") return card.text.trim() === "" ? [{ code: "noWords", id: card.id }] : [];
    const state = sources.get(card.file)?.state;
    return state === "missing" || state === "waiting" ? [{ code: state, id: card.id }] : [];
  });
  const isWordless = line.style !== null && !line.cards.some((card) => card.kind === "text");
  return isWordless ? [...troubles, { code: "styleWords", id: null }] : troubles;
}

/** Whether the server was asked for the same before, whatever of it has been saved since. */
export const isSameWish = (one: CreateVideo, other: CreateVideo): boolean =>
  JSON.stringify({ ...one, metadata: null }) === JSON.stringify({ ...other, metadata: null });

/** The first card whose words have some of these in them. */
export const cardSaying = (words: readonly string[], line: Timeline): string | null =>
  line.cards.find((card) => card.kind === "text" && spansOf(card.text, words).length > 0)?.id ?? null;

/** The card that a message of the server is about: it says `storyboard[0]`, or `card 1`. */
export function cardIn(message: string, line: Timeline): string | null {
  const counted = /storyboard\[(\d+)\]/.exec(message);
  const numbered = /\bcard (\d+) \(/.exec(message);
  const place = counted !== null ? Number(counted[1]) : numbered !== null ? Number(numbered[1]) - 1 : null;
  return place === null ? null : (line.cards[place]?.id ?? null);
}
