import type { shortcuts as english } from "./en/shortcuts.ts";

type Area = keyof typeof english.areas;
type Does = keyof typeof english.does;

/** Keys pressed together: letters as they are, and `mod` for the key of commands, which is another on each machine. */
type Chord = readonly string[];

interface Shortcut {
  does: Does;
  /** Any of these does it. */
  keys: readonly Chord[];
}

interface ShortcutArea {
  area: Area;
  shortcuts: readonly Shortcut[];
}

/** Every shortcut of the Studio, by where it works. Whoever adds a key to a page adds it here, and its words in
 * `en/shortcuts.ts` and `zh/shortcuts.ts`. */
export const SHORTCUTS: readonly ShortcutArea[] = [
  {
    area: "everywhere",
    shortcuts: [
      { does: "sheet", keys: [["?"]] },
      { does: "close", keys: [["escape"]] },
      { does: "notices", keys: [["F8"]] },
    ],
  },
  {
    area: "composer",
    shortcuts: [
      { does: "compose", keys: [["C"], ["mod", "K"]] },
      { does: "create", keys: [["enter"]] },
      { does: "newLine", keys: [["shift", "enter"]] },
      { does: "ending", keys: [["tab"]] },
    ],
  },
  {
    area: "library",
    shortcuts: [
      { does: "search", keys: [["/"]] },
      { does: "move", keys: [["left"], ["right"], ["up"], ["down"]] },
      { does: "open", keys: [["enter"]] },
      { does: "play", keys: [["space"]] },
      { does: "choose", keys: [["X"]] },
      {
        does: "chooseOn",
        keys: [
          ["shift", "left"],
          ["shift", "right"],
        ],
      },
      { does: "chooseAll", keys: [["mod", "A"]] },
      { does: "favourite", keys: [["F"]] },
      { does: "bookmark", keys: [["B"]] },
      { does: "trash", keys: [["delete"]] },
    ],
  },
  {
    area: "activity",
    shortcuts: [
      { does: "earlier", keys: [["alt", "up"]] },
      { does: "later", keys: [["alt", "down"]] },
    ],
  },
  {
    area: "player",
    shortcuts: [
      { does: "play", keys: [["space"]] },
      { does: "backwards", keys: [["J"]] },
      { does: "pause", keys: [["K"]] },
      { does: "forwards", keys: [["L"]] },
      { does: "frameBack", keys: [[","], ["left"]] },
      { does: "frameOn", keys: [["."], ["right"]] },
      { does: "secondBack", keys: [["shift", "left"]] },
      { does: "secondOn", keys: [["shift", "right"]] },
      { does: "first", keys: [["home"]] },
      { does: "last", keys: [["end"]] },
      { does: "full", keys: [["F"]] },
      { does: "nextClip", keys: [["N"]] },
      { does: "previousClip", keys: [["P"]] },
    ],
  },
  {
    area: "storyboard",
    shortcuts: [
      { does: "split", keys: [["S"]] },
      { does: "text", keys: [["T"]] },
      { does: "duplicate", keys: [["D"]] },
      { does: "trimStart", keys: [["["]] },
      { does: "trimEnd", keys: [["]"]] },
      { does: "remove", keys: [["delete"]] },
      { does: "nudge", keys: [["left"], ["right"]] },
      {
        does: "nudgeFar",
        keys: [
          ["shift", "left"],
          ["shift", "right"],
        ],
      },
      { does: "write", keys: [["enter"]] },
      { does: "ripple", keys: [["R"]] },
      { does: "zoom", keys: [["+"], ["-"], ["0"]] },
      { does: "play", keys: [["space"]] },
      { does: "frameBack", keys: [[","]] },
      { does: "frameOn", keys: [["."]] },
      { does: "shuttle", keys: [["J"], ["K"], ["L"]] },
      { does: "undo", keys: [["mod", "Z"]] },
      { does: "redo", keys: [["mod", "shift", "Z"]] },
      { does: "make", keys: [["mod", "enter"]] },
    ],
  },
];
