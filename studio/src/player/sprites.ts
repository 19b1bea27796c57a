import type { CSSProperties } from "react";

const MOST_TILES = 25;
const MOST_COLUMNS = 5;

/** Where the sprite sheet of a clip shows something near a frame. The server writes at most 25 frames, from the first
 * to the last as evenly as can be, five in a row. */
export function tileOf(frame: number, frames: number): { column: number; row: number; columns: number; rows: number } {
  const tiles = Math.max(1, Math.min(MOST_TILES, frames));
  const columns = Math.min(MOST_COLUMNS, tiles);
  const place = frames <= 1 ? 0 : Math.round((frame / (frames - 1)) * (tiles - 1));
  return { column: place % columns, row: Math.floor(place / columns), columns, rows: Math.ceil(tiles / columns) };
}

/** A box that shows one picture of a sprite sheet. */
export function tileStyle(sheet: string, frame: number, frames: number): CSSProperties {
  const { column, row, columns, rows } = tileOf(frame, frames);
  const share = (place: number, of: number) => (of <= 1 ? "0%" : `${(100 * place) / (of - 1)}%`);
  return {
    backgroundImage: `url("${sheet}")`,
    backgroundSize: `${100 * columns}% ${100 * rows}%`,
    backgroundPosition: `${share(column, columns)} ${share(row, rows)}`,
  };
}
