import { useEffect, useRef, useState, type RefObject } from "react";

import type { Before } from "./queue.ts";

const CARRIED = "application/x-yozora-job";

/** Lines of a list, each with its id as `data-job`, that the pointer carries to another place. */
export function useCarrying(
  list: RefObject<HTMLOListElement | null>,
  ids: readonly string[],
  onPut: (id: string, before: Before) => void,
) {
  const [carried, setCarried] = useState<string | null>(null);
  /** Above which line it would be put down; the number of lines for the end. */
  const [over, setOver] = useState<number | null>(null);
  const now = useRef({ ids, onPut });
  useEffect(() => {
    now.current = { ids, onPut };
  });
  useEffect(() => {
    const node = list.current;
    if (node === null) return undefined;
    const lineOf = ({ target }: DragEvent) =>
      target instanceof Element ? target.closest<HTMLElement>("[data-job]") : null;
    const end = () => {
      setCarried(null);
      setOver(null);
    };
    const begin = (event: DragEvent) => {
      const id = lineOf(event)?.dataset["job"];
      if (id === undefined || event.dataTransfer === null) return;
      event.dataTransfer.setData(CARRIED, id);
      event.dataTransfer.effectAllowed = "move";
      setCarried(id);
    };
    const place = (event: DragEvent): number | null => {
      const line = lineOf(event);
      const at = now.current.ids.indexOf(line?.dataset["job"] ?? "");
      if (line === null || at === -1 || event.dataTransfer?.types.includes(CARRIED) !== true) return null;
      const { top, height } = line.getBoundingClientRect();
      return event.clientY > top + height / 2 ? at + 1 : at;
    };
    const above = (event: DragEvent) => {
      const at = place(event);
      if (at === null) return;
      event.preventDefault();
      setOver(at);
    };
    const drop = (event: DragEvent) => {
      const at = place(event);
      const id = event.dataTransfer?.getData(CARRIED) ?? "";
      end();
      if (at === null || id === "") return;
      event.preventDefault();
      const before = now.current.ids[at] ?? null;
      if (before !== id && now.current.ids[at - 1] !== id) now.current.onPut(id, before);
    };
    const heard = { dragstart: begin, dragover: above, drop, dragend: end };
    for (const [kind, then] of Object.entries(heard)) node.addEventListener(kind as "drop", then);
    return () => {
      for (const [kind, then] of Object.entries(heard)) node.removeEventListener(kind as "drop", then);
    };
  }, [list]);
  return { carried, over };
}
