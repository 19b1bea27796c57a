import { aspectOf } from "@/clips/facts.ts";

import type { Item } from "./items.ts";

/** Where a card is, in pixels from the top left. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Cards from `first` to before `end` beside each other. */
interface Row {
  top: number;
  height: number;
  first: number;
  end: number;
}

export interface Layout {
  boxes: readonly Box[];
  rows: readonly Row[];
  height: number;
}

export const GAP_PX = 14;
const NARROW_PX = 640;
/** Narrower or wider pictures are cut at their edges, so that there is room for words. */
const NARROWEST = 0.8;
const WIDEST = 2.4;
/** The last row, and one that would be too high, keep the usual height. */
const MOST_STRETCH = 1.35;

/** Rows that fill the width exactly, with each picture in its own ratio. */
export function justified(items: readonly Item[], width: number): Layout {
  const usual = width < NARROW_PX ? 190 : 180;
  const boxes: Box[] = [];
  const rows: Row[] = [];
  let first = 0;
  let aspects = 0;
  let top = 0;
  const close = (end: number, full: boolean) => {
    const room = width - GAP_PX * (end - first - 1);
    const height = Math.round(full ? room / aspects : Math.min(usual, room / aspects));
    let left = 0;
    for (let place = first; place < end; place += 1) {
      const wide = full && place === end - 1 ? width - left : Math.round(height * shownAspect(items[place]));
      boxes.push({ left, top, width: wide, height });
      left += wide + GAP_PX;
    }
    rows.push({ top, height, first, end });
    top += height + GAP_PX;
    first = end;
    aspects = 0;
  };
  for (let place = 0; place < items.length; place += 1) {
    const aspect = shownAspect(items[place]);
    const count = place - first;
    const height = (width - GAP_PX * count) / (aspects + aspect);
    // One more would make the row lower than one less makes it higher.
    const before = count === 0 ? Infinity : (width - GAP_PX * (count - 1)) / aspects;
    if (height < usual && before < usual * MOST_STRETCH && before / usual < usual / height) {
      close(place, true);
    }
    aspects += aspect;
    if ((width - GAP_PX * (place - first)) / aspects <= usual) close(place + 1, true);
  }
  if (first < items.length) close(items.length, false);
  return { boxes, rows, height: Math.max(0, top - GAP_PX) };
}

const LINE_PX = 72;

/** One below the other. */
export function listed(items: readonly Item[], width: number): Layout {
  const boxes = items.map((_, place) => ({ left: 0, top: place * LINE_PX, width, height: LINE_PX }));
  const rows = items.map((_, place) => ({ top: place * LINE_PX, height: LINE_PX, first: place, end: place + 1 }));
  return { boxes, rows, height: items.length * LINE_PX };
}

export type Step = "left" | "right" | "up" | "down";

/** The card that an arrow key leads to: up and down, the one that is nearest above or below. */
export function neighbour(layout: Layout, from: number, step: Step): number {
  const last = layout.boxes.length - 1;
  if (step === "left") return Math.max(0, from - 1);
  if (step === "right") return Math.min(last, from + 1);
  const here = layout.boxes[from];
  const at = layout.rows.findIndex((row) => from >= row.first && from < row.end);
  const row = layout.rows[at + (step === "down" ? 1 : -1)];
  if (here === undefined || row === undefined) return from;
  const middle = here.left + here.width / 2;
  let best = row.first;
  let least = Infinity;
  for (let place = row.first; place < row.end; place += 1) {
    const box = layout.boxes[place];
    const far = box === undefined ? Infinity : Math.abs(box.left + box.width / 2 - middle);
    if (far < least) [best, least] = [place, far];
  }
  return best;
}

function shownAspect(item: Item | undefined): number {
  if (item === undefined) return 1;
  const aspect = aspectOf(item.first.size);
  const least = item.clips.length > 1 ? 1 : NARROWEST;
  return Math.min(WIDEST, Math.max(least, Number.isFinite(aspect) ? aspect : 1));
}
