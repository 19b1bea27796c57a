import { create } from "zustand";

import type { Item } from "./items.ts";

interface Chosen {
  /** Ids of clips. */
  ids: ReadonlySet<string>;
  /** The card that was chosen last: Shift chooses from it on. */
  anchor: string | null;
  /** All are chosen, and the rest of them are chosen as they are read. */
  all: boolean;
}

const NONE: Chosen = { ids: new Set(), anchor: null, all: false };

/** Clips that something will be done with. */
export const useChosen = create<Chosen>()(() => NONE);

const idsOf = (items: readonly Item[]) => items.flatMap((item) => item.clips.map((clip) => clip.id));

export const isChosen = ({ ids }: Chosen, item: Item): boolean => item.clips.every((clip) => ids.has(clip.id));

export function chooseNone(): void {
  if (useChosen.getState().ids.size > 0) useChosen.setState(NONE);
}

/** Choose these; `more` says that they are not all yet. */
export function chooseAll(items: readonly Item[], more: boolean): void {
  useChosen.setState({ ids: new Set(idsOf(items)), anchor: null, all: more });
}

export function toggleChosen(item: Item): void {
  useChosen.setState((now) => {
    const ids = new Set(now.ids);
    const away = isChosen(now, item);
    for (const { id } of item.clips) {
      if (away) ids.delete(id);
      else ids.add(id);
    }
    return { ids, anchor: item.key, all: false };
  });
}

/** All from the one that was chosen last to this one. */
export function chooseUpTo(items: readonly Item[], item: Item): void {
  const { anchor, ids } = useChosen.getState();
  const from = items.findIndex((one) => one.key === anchor);
  const to = items.indexOf(item);
  if (from === -1 || to === -1) {
    toggleChosen(item);
    return;
  }
  const between = items.slice(Math.min(from, to), Math.max(from, to) + 1);
  useChosen.setState({ ids: new Set([...ids, ...idsOf(between)]), anchor, all: false });
}

/** Clips that a command at this card is for: the chosen ones where it is one of them, else its own. */
export function meant(item: Item): readonly string[] {
  const now = useChosen.getState();
  return isChosen(now, item) ? [...now.ids] : idsOf([item]);
}
