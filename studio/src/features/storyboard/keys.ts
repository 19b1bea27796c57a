import { useEffect } from "react";

import { markIn } from "@/safety/marking.ts";
import { secondAt, secondsOf } from "@/timeline/timeline.ts";

import type { Actions } from "./actions.ts";
import { useDeskStore } from "./desk.ts";
import { useTransport } from "./transport.ts";
import { zoomBy } from "./zoom.ts";

const WRITING = "input, textarea, select, [contenteditable='true']";
const OWN_KEYS =
  "[role='menu'], [role='dialog'], [role='slider']:not([data-playhead]), [role='radiogroup'], [role='tablist']";
const INSPECTED = "[data-inspected]";
const NAME = "[data-name]";

/** Go to where the words of the chosen card are written; false where it has none. */
export function write(): boolean {
  const field = document.querySelector<HTMLElement>(INSPECTED);
  field?.focus();
  return field !== null;
}

/** Go to words and mark them: in the chosen card, or else in the name of the board. */
export function writeAgain(words: readonly string[], isInCard: boolean): void {
  const field = document.querySelector<HTMLTextAreaElement | HTMLInputElement>(isInCard ? INSPECTED : NAME);
  if (field !== null) markIn(field, words);
}

/** What keys do on a board, as editors know them. */
export function useKeys(actions: Actions, make: () => void, addText: () => void): void {
  const desk = useDeskStore();
  const transport = useTransport();
  useEffect(() => {
    const step = (frames: number) => {
      const { line } = desk.getState();
      transport.pause();
      transport.seek(secondAt(line, actions.playhead() + frames));
    };
    const arrow = (direction: 1 | -1, event: KeyboardEvent) => {
      const { line, chosen } = desk.getState();
      const frames = direction * (event.shiftKey ? Math.max(1, Math.round(1 / secondAt(line, 1))) : 1);
      if (chosen === null) step(frames);
      else actions.nudge(frames, event.repeat);
    };
    const plain = (event: KeyboardEvent): boolean => {
      const isButton = event.target instanceof Element && event.target.closest("button:not([data-card]), a") !== null;
      switch (event.key) {
        case " ":
          if (isButton) return false;
          transport.toggle();
          return true;
        case "Enter":
          return !isButton && write();
        case "ArrowLeft":
          arrow(-1, event);
          return true;
        case "ArrowRight":
          arrow(1, event);
          return true;
        case "Delete":
        case "Backspace":
          actions.remove(event.shiftKey);
          return true;
        case "Home":
          transport.seek(0);
          return true;
        case "End":
          transport.seek(secondsOf(desk.getState().line));
          return true;
        case "Escape":
          desk.getState().choose(null);
          return false;
        case "[":
          actions.trim("first");
          return true;
        case "]":
          actions.trim("end");
          return true;
        case ",":
          step(-1);
          return true;
        case ".":
          step(1);
          return true;
        case "+":
        case "=":
          zoomBy(1.5);
          return true;
        case "-":
          zoomBy(1 / 1.5);
          return true;
        case "0":
          zoomBy(0);
          return true;
      }
      return letter(event.key.toLowerCase());
    };
    const letter = (key: string): boolean => {
      const does: Partial<Record<string, () => void>> = {
        s: actions.split,
        t: addText,
        d: actions.duplicate,
        r: actions.toggleRipple,
        j: () => transport.shuttle(-1),
        k: () => transport.pause(),
        l: () => transport.shuttle(1),
      };
      const run = does[key];
      run?.();
      return run !== undefined;
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || !(event.target instanceof Element)) return;
      const isMod = event.metaKey || event.ctrlKey;
      if (isMod && event.key === "Enter") {
        event.preventDefault();
        make();
        return;
      }
      if (event.target.closest("[role='dialog'], [role='menu']") !== null) return;
      if (isMod && event.key.toLowerCase() === "z") {
        event.preventDefault();
        if (event.shiftKey) actions.redo();
        else actions.undo();
        return;
      }
      const isWriting = event.target.closest(WRITING) !== null;
      if (event.key === "Escape" && isWriting && event.target instanceof HTMLElement) event.target.blur();
      if (isMod || isWriting || event.target.closest(OWN_KEYS) !== null) return;
      if (plain(event)) event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [desk, transport, actions, make, addText]);
}
