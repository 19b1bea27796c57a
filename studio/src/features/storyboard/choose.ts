import { useCallback } from "react";

import { spanOf } from "@/timeline/edits.ts";
import { frameAt, secondAt } from "@/timeline/timeline.ts";

import { useDeskStore } from "./desk.ts";
import { useTransport } from "./transport.ts";

/** Work on a card, or on none, and look at it: the playhead goes to its beginning, unless it is on the card already. */
export function useChoose(): (id: string | null) => void {
  const desk = useDeskStore();
  const transport = useTransport();
  return useCallback(
    (id) => {
      const { line, choose } = desk.getState();
      choose(id);
      const span = id === null ? null : spanOf(line, id);
      const frame = frameAt(line, transport.store.getState().second);
      if (span !== null && !(span.first <= frame && frame < span.end)) transport.seek(secondAt(line, span.first));
    },
    [desk, transport],
  );
}
