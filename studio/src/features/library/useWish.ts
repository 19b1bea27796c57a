import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import type { Wanted } from "@/api/queries.ts";

/** What can be filtered by; each is a parameter of the page's address, so that a reload and a link keep it. */
export const FILTERS = ["made", "style", "state", "model"] as const;
export type Filter = (typeof FILTERS)[number];
export type Param = Filter | "q" | "order";

const STATES = ["completed", "in_progress", "queued", "failed"] as const;
export { STATES };

/** What the address asks for besides the place. */
export function useWish() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const wish = useMemo(() => {
    const read = new URLSearchParams(text);
    return {
      q: read.get("q") ?? "",
      made: read.get("made") ?? "",
      style: read.get("style") ?? "",
      state: STATES.find((one) => one === read.get("state")) ?? ("" as const),
      model: read.get("model") ?? "",
      order: read.get("order") === "oldest" ? ("oldest" as const) : ("newest" as const),
    };
  }, [text]);
  const set = useCallback(
    (changes: Partial<Record<Param, string>>) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === "" || (name === "order" && value === "newest")) after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const wanted = useMemo(
    (): Wanted => ({
      ...(wish.q === "" ? {} : { search: wish.q }),
      ...(wish.made === "" ? {} : { operation: wish.made }),
      ...(wish.style === "" ? {} : { style: wish.style }),
      ...(wish.state === "" ? {} : { status: wish.state }),
      ...(wish.model === "" ? {} : { model: wish.model }),
      ...(wish.order === "newest" ? {} : { order: wish.order }),
    }),
    [wish],
  );
  const filtered = FILTERS.filter((one) => wish[one] !== "");
  return { wish, set, wanted, filtered };
}

export type Wish = ReturnType<typeof useWish>;
