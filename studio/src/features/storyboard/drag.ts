import { useEffect, useRef, type PointerEvent } from "react";

import * as edits from "@/timeline/edits.ts";
import { edgesFor } from "@/timeline/places.ts";
import { placedOf, secondAt, type Timeline } from "@/timeline/timeline.ts";

import type { Actions } from "./actions.ts";
import { useChoose } from "./choose.ts";
import { useDeskStore } from "./desk.ts";
import { tell } from "./told.ts";
import { useSay } from "./useSay.ts";

export interface Geometry {
  framePx: number;
  /** Show the line that a card is drawn to; null hides it. */
  showGuide: (frame: number | null) => void;
  frameUnder: (clientX: number) => number;
}

type Part = "move" | "first" | "end";

interface Held {
  part: Part;
  x: number;
  first: number;
  end: number;
  last: edits.Edited | null;
  pointer: number;
}

const NEAR_PX = 9;
const STILL_PX = 3;

/** Move and trim a card with the pointer. While it moves, only the boxes of cards are touched; the edit is made when it is
 * let go. Alt moves without snapping, Escape puts it back. */
export function useCardDrag(id: string, geometry: Geometry, actions: Actions) {
  const box = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const desk = useDeskStore();
  const choose = useChoose();
  const { time } = useSay();
  const held = useRef<Held | null>(null);
  const { framePx, showGuide } = geometry;

  /** Every other card where an edit would put it; null: where it is. */
  const showOthers = (line: Timeline | null) => {
    const firsts = new Map(line === null ? [] : placedOf(line).map((one) => [one.card.id, one.first]));
    for (const other of box.current?.closest("ol")?.querySelectorAll<HTMLElement>("[data-card]") ?? []) {
      if (other === box.current) continue;
      const by = (firsts.get(other.dataset["card"] ?? "") ?? NaN) - Number(other.dataset["first"]);
      other.style.transform = by ? `translateX(${by * framePx}px)` : "";
    }
  };
  const letGo = () => {
    const element = box.current;
    if (element !== null) {
      element.style.transform = "";
      delete element.dataset["dragged"];
    }
    if (bubble.current !== null) bubble.current.style.opacity = "0";
    showOthers(null);
    showGuide(null);
    held.current = null;
  };
  const place = (span: { first: number; end: number }) => {
    const element = box.current;
    const from = held.current;
    if (element === null || from === null) return;
    element.style.transform = `translateX(${(span.first - from.first) * framePx}px)`;
    element.style.width = `${(span.end - span.first) * framePx}px`;
    if (bubble.current !== null) {
      const { line } = desk.getState();
      bubble.current.style.opacity = "1";
      bubble.current.textContent = `${time(secondAt(line, span.first), 2)} – ${time(secondAt(line, span.end), 2)}`;
    }
  };
  const restore = () => {
    const from = held.current;
    if (from !== null) place({ first: from.first, end: from.end });
    letGo();
  };
  const restoring = useRef(restore);
  useEffect(() => {
    restoring.current = restore;
  });
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || held.current === null) return;
      event.preventDefault();
      event.stopPropagation();
      restoring.current();
    };
    window.addEventListener("keydown", escape, { capture: true });
    return () => window.removeEventListener("keydown", escape, { capture: true });
  }, []);

  const handlers = {
    /** By keys; what is taken with the pointer has the focus, too, but may be about to be moved to the playhead. */
    onFocus: () => held.current === null && desk.getState().chosen !== id && choose(id),
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const span = edits.spanOf(desk.getState().line, id);
      if (event.button !== 0 || span === null) return;
      desk.getState().choose(id);
      event.currentTarget.setPointerCapture(event.pointerId);
      const part = (event.target as HTMLElement).dataset["part"];
      held.current = {
        part: part === "first" || part === "end" ? part : "move",
        x: event.clientX,
        ...span,
        last: null,
        pointer: event.pointerId,
      };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const from = held.current;
      if (from?.pointer !== event.pointerId) return;
      const dx = event.clientX - from.x;
      if (from.last === null && Math.abs(dx) < STILL_PX) return;
      const { line, ripple } = desk.getState();
      const snap = event.altKey
        ? undefined
        : { edges: edgesFor(line, id, [actions.playhead()]), within: NEAR_PX / framePx };
      const manner = { ripple, lasting: actions.lasting, ...(snap === undefined ? {} : { snap }) };
      const to = (from.part === "end" ? from.end : from.first) + dx / framePx;
      const edited =
        from.part === "move" ? edits.moved(line, id, to, manner) : edits.trimmed(line, id, from.part, to, manner);
      if (!edited.ok) return;
      from.last = edited;
      const span = edits.spanOf(edited.line, id);
      if (box.current !== null) box.current.dataset["dragged"] = from.part;
      if (span !== null) place(span);
      showOthers(edited.line);
      showGuide(edited.snapped);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const from = held.current;
      if (from?.pointer !== event.pointerId) return;
      const { last } = from;
      letGo();
      if (last === null) choose(id);
      if (last?.ok !== true) return;
      const { line } = desk.getState().edit(() => last).ok ? last : { line: desk.getState().line };
      const span = edits.spanOf(line, id);
      if (span !== null) tell(`${time(secondAt(line, span.first))} – ${time(secondAt(line, span.end))}`);
    },
    onPointerCancel: restore,
    onLostPointerCapture: () => held.current !== null && restore(),
  };
  return { box, bubble, handlers };
}
