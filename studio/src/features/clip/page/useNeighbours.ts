import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate } from "react-router";

import type { Clip } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";

interface Neighbours {
  before: string | null;
  after: string | null;
}

/** The clips before and after one in the list of the library that was looked at last. */
export function useNeighbours(id: string): Neighbours {
  const lists = useQueryClient()
    .getQueryCache()
    .findAll({ queryKey: keys.clips })
    .sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt);
  for (const list of lists) {
    const data = list.state.data as InfiniteData<{ clips?: Clip[] }> | undefined;
    const ids = (data?.pages ?? []).flatMap((page) => page.clips ?? []).map((clip) => clip.id);
    const place = ids.indexOf(id);
    if (place >= 0) return { before: ids[place - 1] ?? null, after: ids[place + 1] ?? null };
  }
  return { before: null, after: null };
}

const WRITING = "input, textarea, select, [contenteditable='true'], [role=dialog], [role=menu], [data-own-keys]";

/** N and P go to the next and the previous clip. */
export function useNeighbourKeys({ before, after }: Neighbours): void {
  const navigate = useNavigate();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(WRITING) !== null) return;
      const next = { n: after, p: before }[event.key.toLowerCase()] ?? null;
      if (next !== null) void navigate(`/clips/${next}`);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [before, after, navigate]);
}
