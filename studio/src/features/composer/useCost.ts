import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { estimateQuery } from "@/api/queries.ts";
import { resolutionWithin, wishOf, type Draft } from "@/draft/draft.ts";

import { useLater } from "./useLater.ts";

const PAUSE_MS = 600;
const ANY_WORDS = "a fox";

/** What the draft would cost and take; of any words before there are some. */
export function useCost(draft: Draft) {
  const shown = useLater(draft, PAUSE_MS);
  const words = shown.prompt.trim() === "" ? ANY_WORDS : shown.prompt;
  const given = shown.given?.kind === "clip" ? null : shown.given;
  return useQuery({ ...estimateQuery(wishOf({ ...shown, prompt: words, given })), placeholderData: keepPreviousData });
}

export type Limits = Record<string, number | boolean | null>;

/** What of a draft goes beyond a plan, and the nearest that does not. */
export function withinPlan(draft: Draft, limits: Limits): Partial<Draft> {
  const most = (name: string) => (typeof limits[name] === "number" ? limits[name] : Infinity);
  const within: Partial<Draft> = {};
  const lines = most("most_height_px");
  if (Number.parseInt(draft.resolution) > lines) within.resolution = resolutionWithin(lines);
  if (draft.seconds > most("most_seconds")) within.seconds = most("most_seconds");
  if (draft.variations > most("variations_at_once")) within.variations = most("variations_at_once");
  return within;
}
