import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { Card, type CardTools } from "./Card.tsx";
import { chooseNone, useChosen } from "./chosen.ts";
import { startDrag } from "./drag.ts";
import type { Item } from "./items.ts";
import { GAP_PX, justified, listed, neighbour, type Layout, type Step } from "./layout.ts";
import { ListHead } from "./ListHead.tsx";
import { playNothing, togglePlayed } from "./played.ts";
import { useKeptScroll } from "./useKeptScroll.ts";
import { useMeasured } from "./useWidth.ts";

export type View = "grid" | "list";

/** What keys do at a card. */
export interface Commands {
  favourite: (item: Item) => void;
  bookmark: (item: Item) => void;
  remove: (item: Item) => void;
  menu: (item: Item, x: number, y: number) => void;
  toggle: (item: Item) => void;
  upTo: (item: Item) => void;
  retry: (id: string) => void;
  chooseAll: () => void;
}

interface ShelfProps {
  items: readonly Item[];
  view: View;
  commands: Commands;
  /** Gets more clips; null while there are none, or they are on their way. */
  more: (() => void) | null;
  /** Is told the places of the first and the last clip that are seen. */
  onSight: (first: number, last: number) => void;
  /** Says what stands above, which moves this down. */
  above: string;
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const AHEAD_ROWS = 6;
const lastHere = new Map<string, string>();

/** Clips of a place as a grid or a list, of which only what is in sight is on the page. */
export function Shelf({ items, view, commands, more, onSight, above }: ShelfProps) {
  const { t } = useTranslation("library");
  const around = useRef<HTMLDivElement>(null);
  const { width, top } = useMeasured(around, `${view} ${above}`);
  const layout = useMemo(
    (): Layout => (width === 0 ? justified([], 1) : view === "list" ? listed(items, width) : justified(items, width)),
    [items, width, view],
  );
  const { rows, boxes } = layout;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: useCallback((row: number) => rows[row]?.height ?? 0, [rows]),
    getItemKey: useCallback((row: number) => `${row}:${rows[row]?.height ?? 0}`, [rows]),
    gap: view === "list" ? 0 : GAP_PX,
    overscan: 3,
    scrollMargin: top,
    useFlushSync: false,
  });
  const seen = virtual.getVirtualItems();
  const first = rows[seen[0]?.index ?? 0]?.first ?? 0;
  const end = rows[seen.at(-1)?.index ?? -1]?.end ?? 0;
  const [active, setActive] = useActive(items);
  useKeptScroll(width > 0);
  useStillUnderPointer(around);

  useEffect(() => {
    onSight(clipsBefore(items, first), clipsBefore(items, end));
  }, [onSight, items, first, end]);
  const near = (seen.at(-1)?.index ?? 0) >= rows.length - AHEAD_ROWS;
  useEffect(() => {
    if (near && more !== null) more();
  }, [near, more]);

  const focus = useCallback((key: string) => {
    around.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(key)}"] a`)?.focus({ preventScroll: true });
  }, []);
  const go = (place: number) => {
    const item = items[place];
    if (item === undefined) return;
    setActive(item.key);
    virtual.scrollToIndex(
      layout.rows.findIndex((row) => place < row.end),
      { align: "auto" },
    );
    // It may have come into sight only now.
    requestAnimationFrame(() => requestAnimationFrame(() => focus(item.key)));
  };

  const now = useRef({ commands, items, setActive });
  useEffect(() => {
    now.current = { commands, items, setActive };
  });
  const [tools] = useState<CardTools>(() => ({
    toggle: (item) => now.current.commands.toggle(item),
    upTo: (item) => now.current.commands.upTo(item),
    went: (item) => now.current.setActive(item.key),
    menu: (item, x, y) => {
      now.current.setActive(item.key);
      now.current.commands.menu(item, x, y);
    },
    retry: (id) => now.current.commands.retry(id),
    drag: startDrag,
  }));

  useKeysIn(around, (event) => {
    const at = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-item]") : null;
    const place = items.findIndex((item) => item.key === at?.dataset.item);
    const item = items[place];
    if (item === undefined) return;
    const onLink = event.target instanceof HTMLAnchorElement;
    const step = STEPS[event.key];
    if (step !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const to = neighbour(layout, place, step);
      if (event.shiftKey) chooseBetween(commands, item, items[to]);
      go(to);
    } else if (event.key === "Home" || event.key === "End") go(event.key === "Home" ? 0 : items.length - 1);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === " " && onLink) togglePlayed(item.key);
    else if (event.key === "f" || event.key === "F") commands.favourite(item);
    else if (event.key === "b" || event.key === "B") commands.bookmark(item);
    else if (event.key === "x" || event.key === "X") commands.toggle(item);
    else if (event.key === "Delete" || event.key === "Backspace") {
      commands.remove(item);
      const next = items[place + 1] ?? items[place - 1];
      if (next !== undefined) {
        setActive(next.key);
        requestAnimationFrame(() => requestAnimationFrame(() => focus(next.key)));
      }
    } else return;
    event.preventDefault();
  });

  usePageKeys(useCallback(() => now.current.commands.chooseAll(), []));
  useEffect(() => playNothing, []);
  return (
    <>
      {view === "list" && <ListHead />}
      <div
        ref={around}
        role="list"
        aria-label={t("clips")}
        className="relative shrink-0 data-scrolled:pointer-events-none"
        style={{ height: layout.height }}
      >
        {items.slice(first, end).map((item, number) => {
          const place = first + number;
          const box = boxes[place];
          return box === undefined ? null : (
            <Card
              key={item.key}
              item={item}
              box={box}
              place={place}
              all={items.length}
              active={item.key === active}
              inList={view === "list"}
              tools={tools}
            />
          );
        })}
      </div>
    </>
  );
}

/** Keys at whatever is inside an element that itself does nothing. */
function useKeysIn(element: RefObject<HTMLElement | null>, on: (event: KeyboardEvent) => void): void {
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  useEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const pressed = (event: KeyboardEvent) => latest.current(event);
    node.addEventListener("keydown", pressed);
    node.addEventListener("focusout", playNothing);
    return () => {
      node.removeEventListener("keydown", pressed);
      node.removeEventListener("focusout", playNothing);
    };
  }, [element]);
}

const STILL_MS = 120;

/** While the page is scrolled, cards that pass below the pointer do nothing: each would else light up and fade. */
function useStillUnderPointer(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let timer = 0;
    const still = () => delete element.current?.dataset.scrolled;
    const scrolled = () => {
      if (element.current !== null) element.current.dataset.scrolled = "";
      clearTimeout(timer);
      timer = window.setTimeout(still, STILL_MS);
    };
    addEventListener("scroll", scrolled, { passive: true });
    return () => {
      removeEventListener("scroll", scrolled);
      clearTimeout(timer);
    };
  }, [element]);
}

/** The card that the Tab key leads to; the same one when the page is come back to. */
function useActive(items: readonly Item[]): [string | undefined, (key: string) => void] {
  const [active, setActive] = useState(() => lastHere.get(location.pathname));
  const set = useCallback((key: string) => {
    lastHere.set(location.pathname, key);
    setActive(key);
  }, []);
  const here = useMemo(() => items.some((item) => item.key === active), [items, active]);
  return [here ? active : items[0]?.key, set];
}

/** Shift and an arrow choose the card that is left and the one that is reached. */
function chooseBetween(commands: Commands, from: Item, to: Item | undefined): void {
  if (useChosen.getState().ids.size === 0) commands.toggle(from);
  if (to !== undefined) commands.upTo(to);
}

/** Keys that work wherever the focus is, but in what is written and in dialogs. */
function usePageKeys(onAll: () => void): void {
  useEffect(() => {
    const on = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]") != null) return;
      if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        onAll();
      } else if (event.key === "Escape" && !event.defaultPrevented) chooseNone();
    };
    addEventListener("keydown", on);
    return () => removeEventListener("keydown", on);
  }, [onAll]);
}

function clipsBefore(items: readonly Item[], end: number): number {
  let count = 0;
  for (let place = 0; place < end; place += 1) count += items[place]?.clips.length ?? 0;
  return count;
}
