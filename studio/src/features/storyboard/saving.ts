import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api, body, type Board } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { keys } from "@/api/queries.ts";
import { fromEntries, toEntries } from "@/timeline/json.ts";

import { workOf, type DeskStore, type Work } from "./desk.ts";

const WAIT_MS = 700;
const AGAIN_MS = 4_000;

type Saved = "saved" | "saving" | "offline" | "clash" | "failed";

interface Kept {
  name: string;
  timeline: Record<string, unknown>;
  revision: number;
}

const place = (id: string): string => `yozora.board.${id}`;

/** Where work waits for somebody to choose between it and what was saved meanwhile: pages that save leave it alone. */
const clashPlace = (id: string): string => `${place(id)}.clash`;

/** Work on a board that the server has not taken yet; null where there is none. */
export function keptWork(id: string): (Work & { revision: number }) | null {
  try {
    const text = localStorage.getItem(clashPlace(id)) ?? localStorage.getItem(place(id));
    const kept = JSON.parse(text ?? "null") as Kept | null;
    return kept === null ? null : { name: kept.name, line: fromEntries(kept.timeline), revision: kept.revision };
  } catch {
    return null;
  }
}

export function forgetWork(id: string): void {
  localStorage.removeItem(place(id));
  localStorage.removeItem(clashPlace(id));
}

interface Saving {
  state: Saved;
  error: unknown;
  revision: number;
  /** Take what the server has. */
  takeTheirs: () => Promise<void>;
  /** Keep this as a board of its own; answers with it. */
  copyMine: () => Promise<Board>;
}

/** Save the work shortly after each change. What cannot be sent stays on this machine until it can. */
export function useSaving(board: Board, desk: DeskStore, clashes: boolean): Saving {
  const client = useQueryClient();
  const [state, setState] = useState<Saved>(clashes ? "clash" : "saved");
  const [error, setError] = useState<unknown>(null);
  const [revision, setRevision] = useState(board.revision);
  const now = useRef({ revision: board.revision, state, busy: false });
  const { id } = board;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let known = workOf(board);
    const mark = (next: Saved, wrong: unknown = null) => {
      now.current.state = next;
      setState(next);
      setError(wrong);
    };
    const isNew = () => !sameWork(desk.getState(), known);
    const keep = () => {
      const { name, line } = desk.getState();
      const kept: Kept = { name, timeline: toEntries(line), revision: now.current.revision };
      localStorage.setItem(now.current.state === "clash" ? clashPlace(id) : place(id), JSON.stringify(kept));
    };
    const save = async (leaving = false) => {
      clearTimeout(timer);
      if (now.current.busy || now.current.state === "clash" || !isNew()) return;
      now.current.busy = true;
      const { name, line } = desk.getState();
      const change = { timeline: toEntries(line), revision: now.current.revision };
      const said = name.trim() === "" ? change : { ...change, name };
      try {
        mark("saving");
        const wish = { params: { path: { board_id: id } }, body: said, keepalive: leaving };
        const answer = await body(api.PATCH("/api/boards/{board_id}", wish));
        now.current.revision = answer.revision;
        known = { name, line };
        client.setQueryData(keys.board(id), answer);
        void client.invalidateQueries({ queryKey: keys.boards });
        setRevision(answer.revision);
        if (!isNew()) localStorage.removeItem(place(id));
        mark("saved");
      } catch (wrong) {
        if (wrong instanceof Refused) mark(wrong.code === "board_changed" ? "clash" : "failed", wrong);
        else mark("offline", wrong);
        keep();
      } finally {
        now.current.busy = false;
      }
      if (now.current.state === "offline") timer = setTimeout(() => void save(), AGAIN_MS);
      else if (now.current.state === "saved" && isNew()) timer = setTimeout(() => void save(), WAIT_MS);
    };
    const changed = () => {
      if (!isNew()) {
        // It was undone before it was sent.
        if (now.current.state === "saving" && !now.current.busy) {
          clearTimeout(timer);
          localStorage.removeItem(place(id));
          mark("saved");
        }
        return;
      }
      keep();
      if (now.current.state === "clash") return;
      if (now.current.state === "saved") mark("saving");
      clearTimeout(timer);
      timer = setTimeout(() => void save(), WAIT_MS);
    };
    const stop = desk.subscribe((one, other) => {
      if (one.line !== other.line || one.name !== other.name) changed();
    });
    changed();
    const online = () => void save();
    const leave = () => void save(true);
    window.addEventListener("online", online);
    window.addEventListener("pagehide", leave);
    return () => {
      stop();
      window.removeEventListener("online", online);
      window.removeEventListener("pagehide", leave);
      void save();
    };
    // The board is where the work began; what it becomes is known here first.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, desk, client]);

  return {
    state,
    error,
    revision,
    takeTheirs: async () => {
      forgetWork(id);
      await client.query({
        queryKey: keys.board(id),
        queryFn: () => body(api.GET("/api/boards/{board_id}", { params: { path: { board_id: id } } })),
        staleTime: 0,
      });
    },
    copyMine: async () => {
      const { name, line } = desk.getState();
      const copy = { name: `${name} 2`.slice(0, 120), project_id: board.project_id, timeline: toEntries(line) };
      const made = await body(api.POST("/api/boards", { body: copy }));
      forgetWork(id);
      await client.invalidateQueries({ queryKey: keys.boards });
      return made;
    },
  };
}

/** Whether a file of both would say the same. */
export const sameWork = (one: Work, other: Work): boolean =>
  one.name === other.name &&
  (one.line === other.line || JSON.stringify(toEntries(one.line)) === JSON.stringify(toEntries(other.line)));
