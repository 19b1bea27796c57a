import { useEffect, type RefObject } from "react";

import type { Playback } from "./playback.ts";

/** Where keys mean something else. */
const ELSEWHERE =
  "input, textarea, select, [contenteditable=''], [contenteditable='true'], [role=slider], [role=tab], [role=menu], [role=radio], " +
  "[role=dialog], [role=tree], [role=listbox], [data-own-keys]";

/** `page`: keys play wherever the focus is, unless it is where one writes or in another player; `inside`: only within
 * the player. */
export type Reach = "page" | "inside" | "none";

/** Space, J K L, comma and full stop, arrows, Home and End, F. */
export function usePlayerKeys(
  playback: Playback,
  reach: Reach,
  around: RefObject<HTMLElement | null>,
  more: Readonly<Record<string, () => void>> = {},
): void {
  useEffect(() => {
    if (reach === "none") return;
    const pressed = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const inside = target !== null && around.current?.contains(target) === true;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (reach === "inside" ? !inside : !inside && target?.closest("[data-player]") != null) return;
      const elsewhere = target?.closest(ELSEWHERE) ?? null;
      if (elsewhere !== null && elsewhere !== target?.closest("[data-scrubber]")) return;
      if (event.key === " " && target?.closest("button, a, summary, [role=button]") != null) return;
      const act = more[event.key.toLowerCase()] ?? actionOf(event, playback);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [playback, reach, around, more]);
}

function actionOf(event: KeyboardEvent, playback: Playback): (() => void) | undefined {
  const second = Math.round(playback.pace.fps);
  const by = event.shiftKey ? second : 1;
  switch (event.key) {
    case " ":
      return () => playback.toggle();
    case ",":
      return () => playback.step(-1);
    case ".":
      return () => playback.step(1);
    case "ArrowLeft":
      return () => playback.step(-by);
    case "ArrowRight":
      return () => playback.step(by);
    case "PageDown":
    case "PageUp":
      return isScrubber(event.target) ? () => playback.step(event.key === "PageUp" ? second : -second) : undefined;
    case "Home":
      return () => playback.seek(0);
    case "End":
      return () => playback.step(playback.pace.frames);
    case "j":
    case "J":
      return () => playback.shuttle(-1);
    case "k":
    case "K":
      return () => playback.pause();
    case "l":
    case "L":
      return () => playback.shuttle(1);
    default:
      return undefined;
  }
}

const isScrubber = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[data-scrubber]") !== null;
