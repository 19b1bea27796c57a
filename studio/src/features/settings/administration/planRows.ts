import type { settings } from "@/words/en/settings.ts";

export type Limit = keyof typeof settings.plans.rows;
type PlanEntries = Record<string, unknown>;
export type AllPlans = Record<string, PlanEntries>;

interface Row {
  limit: Limit;
  kind: "truth" | "whole" | "number" | "gigabytes";
  /** It may be left empty, which sets no limit. */
  open: boolean;
}

/** What a plan says, in the order of what people ask first. */
export const ROWS: readonly Row[] = [
  { limit: "priority_clips_a_month", kind: "whole", open: true },
  { limit: "relaxed", kind: "truth", open: false },
  { limit: "most_height_px", kind: "whole", open: true },
  { limit: "most_seconds", kind: "number", open: true },
  { limit: "clips_at_once", kind: "whole", open: false },
  { limit: "variations_at_once", kind: "whole", open: true },
  { limit: "storage_bytes", kind: "gigabytes", open: true },
  { limit: "visible_mark", kind: "truth", open: false },
];

const GIGABYTE = 1e9;

/** What is written in a cell of a limit. */
export function written(value: unknown, kind: Row["kind"]): string {
  if (typeof value !== "number") return "";
  return String(kind === "gigabytes" ? value / GIGABYTE : value);
}

/** The limit that is written; null for none, undefined for what is no number. */
export function meant(text: string, kind: Row["kind"]): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text.trim().replace(",", "."));
  if (!Number.isFinite(value)) return undefined;
  return kind === "gigabytes" ? Math.round(value * GIGABYTE) : value;
}

/** The plans with one entry of one of them changed. */
export const changed = (plans: AllPlans, plan: string, limit: Limit, value: unknown): AllPlans => ({
  ...plans,
  [plan]: { ...plans[plan], [limit]: value },
});

export const without = (plans: AllPlans, plan: string): AllPlans =>
  Object.fromEntries(Object.entries(plans).filter(([name]) => name !== plan));
