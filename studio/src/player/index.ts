export { Player, type PlayerHandle } from "./Player.tsx";
export { SideBySide, type Take } from "./SideBySide.tsx";
export { playableOf } from "./playable.ts";
export { Tile } from "./Tile.tsx";
export { tileStyle } from "./sprites.ts";
export { stamp } from "./time.ts";
export type { Playable } from "./Screen.tsx";
