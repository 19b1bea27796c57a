import { useEffect } from "react";

import { said } from "@/api/said.ts";
import { toast } from "@/ui/toasts.ts";

import { chooseAll, useChosen } from "./chosen.ts";
import type { Item } from "./items.ts";
import type { ShelfQuery } from "./shelf.ts";

/** Chooses all of a place: what has been read of it at once, the rest as it comes. `name` says which clips are wanted. */
export function useChooseAll(name: string, items: readonly Item[], query: ShelfQuery): () => Promise<void> {
  const { hasNextPage } = query;
  useEffect(() => () => useChosen.setState({ all: false }), [name]);
  useEffect(() => {
    if (useChosen.getState().all) chooseAll(items, hasNextPage);
  }, [items, hasNextPage]);
  return async () => {
    chooseAll(items, hasNextPage);
    let now = query;
    // What was on its way before may have been asked for in vain, and says nothing of this time.
    if (now.isFetchingNextPage) now = await now.fetchNextPage({ cancelRefetch: false });
    while (now.hasNextPage && useChosen.getState().all) {
      now = await now.fetchNextPage({ cancelRefetch: false });
      if (!now.isFetchNextPageError) continue;
      useChosen.setState({ all: false });
      toast(said(now.error), { tone: "wrong" });
    }
  };
}
