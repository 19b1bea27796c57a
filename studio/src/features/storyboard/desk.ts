import { createContext, use } from "react";
import { temporal, type TemporalState } from "zundo";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

import type { Board } from "@/api/client.ts";
import { settled, type Edited } from "@/timeline/edits.ts";
import { fromEntries } from "@/timeline/json.ts";
import type { Timeline } from "@/timeline/timeline.ts";

/** What is saved, and undone. */
export interface Work {
  readonly name: string;
  readonly line: Timeline;
}

interface Refusal {
  why: string;
  /** Goes up, so that the same refusal is said again. */
  times: number;
}

interface Desk extends Work {
  /** The card that is worked on. */
  chosen: string | null;
  /** Cards after an edit move along. */
  ripple: boolean;
  refusal: Refusal | null;
  choose: (id: string | null) => void;
  rename: (name: string) => void;
  /** Do an edit, or say why not. Edits of the same `kind` shortly after each other are undone as one. */
  edit: (run: (line: Timeline) => Edited, kind?: string) => Edited;
  /** Put other work in place of it all. */
  take: (work: Work) => void;
  setRipple: (ripple: boolean) => void;
}

const TOGETHER_MS = 1_200;

export type DeskStore = ReturnType<typeof createDesk>;

/** The work on one board: its timeline, what is chosen, and everything that was there before. */
export function createDesk(work: Work) {
  let last = { kind: "", at: 0 };
  const store = createStore<Desk>()(
    temporal(
      (set, get) => ({
        ...work,
        chosen: null,
        ripple: false,
        refusal: null,
        choose: (chosen) => set({ chosen }),
        rename: (name) => set({ name }),
        take: ({ name, line }) => set({ name, line }),
        setRipple: (ripple) => set({ ripple }),
        edit: (run, kind) => {
          const edited = run(get().line);
          if (!edited.ok) {
            set((now) => ({ refusal: { why: edited.why, times: (now.refusal?.times ?? 0) + 1 } }));
            return edited;
          }
          const now = Date.now();
          const together = kind !== undefined && kind === last.kind && now - last.at < TOGETHER_MS;
          last = { kind: kind ?? "", at: now };
          const past = store.temporal.getState();
          if (together) past.pause();
          set({ line: edited.line, chosen: edited.id ?? stillThere(edited.line, get().chosen), refusal: null });
          if (together) past.resume();
          return edited;
        },
      }),
      {
        partialize: ({ name, line }): Work => ({ name, line }),
        equality: (one, other) => one.line === other.line && one.name === other.name,
      },
    ),
  );
  return store;
}

/** The work that a board holds. Throws Impossible where its timeline is of another version. */
export const workOf = (board: Pick<Board, "name" | "timeline">): Work => ({
  name: board.name,
  line: settled(fromEntries(board.timeline)),
});

const stillThere = (line: Timeline, id: string | null): string | null =>
  line.cards.some((card) => card.id === id) ? id : null;

export const DeskPlace = createContext<DeskStore | null>(null);

export function useDeskStore(): DeskStore {
  const desk = use(DeskPlace);
  if (desk === null) throw new Error("There is no board around this.");
  return desk;
}

/** Something of the work, kept up to date. */
export const useDesk = <Part>(part: (desk: Desk) => Part): Part => useStore(useDeskStore(), part);

/** What can be undone and done again. */
export const usePast = <Part>(part: (past: TemporalState<Work>) => Part): Part =>
  useStore(useDeskStore().temporal, part);
