import type { Placed, Span } from "./timeline.ts";

/** Where a card would begin on the other side of its neighbours. Where there is no room behind them, they make way: each
 * goes by so many frames, and the two sides have traded order. */
export interface Past {
  readonly first: number;
  readonly makeWay: readonly { readonly ids: readonly string[]; readonly by: number }[];
}

/** Places past one neighbour, past two, and so on, later (1) or earlier (-1). `taken` is what the card may not lie over.
 * Gaps stay between those who trade, in their order, so nothing else moves. */
export function placesPast(taken: readonly Placed[], own: Span, frames: number, ahead: 1 | -1): Past[] {
  const length = own.end - own.first;
  const blocks = blocksOf(taken);
  const row =
    ahead === 1
      ? blocks.filter((block) => block.first >= own.end)
      : blocks.filter((block) => block.end <= own.first).reverse();
  const between = (one: Span, next: Span) => (ahead === 1 ? next.first - one.end : one.first - next.end);
  const makeWay = row.map((block, place) => ({
    ids: block.ids,
    by: -ahead * (length + between(row[place - 1] ?? own, block)),
  }));
  const edge = ahead === 1 ? { first: frames, end: frames } : { first: 0, end: 0 };
  return row.map((block, place) => {
    const hasRoom = between(block, row[place + 1] ?? edge) >= length;
    const side = ahead === 1 ? block.end : block.first;
    const isBefore = hasRoom === (ahead === -1);
    return { first: isBefore ? side - length : side, makeWay: hasRoom ? [] : makeWay.slice(0, place + 1) };
  });
}

interface Block extends Span {
  readonly ids: readonly string[];
}

/** Cards that lie over each other go together. */
function blocksOf(placed: readonly Placed[]): Block[] {
  const blocks: Block[] = [];
  for (const { card, first, end } of [...placed].sort((one, other) => one.first - other.first)) {
    const last = blocks.at(-1);
    if (last !== undefined && first < last.end) {
      blocks[blocks.length - 1] = { ids: [...last.ids, card.id], first: last.first, end: Math.max(last.end, end) };
    } else {
      blocks.push({ ids: [card.id], first, end });
    }
  }
  return blocks;
}
