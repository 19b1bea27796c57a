import type { ClipDetail } from "@/api/client.ts";

/** Clips of one request; the newest request first. */
export interface Attempt {
  id: string;
  takes: readonly ClipDetail[];
}

/** What one tool has made of a clip. */
export function attemptsOf(family: readonly ClipDetail[], source: string, operation: string): readonly Attempt[] {
  const made = family.filter(
    (one) => one.operation === operation && one.parents.includes(source) && one.trashed_at === null,
  );
  const by = new Map<string, ClipDetail[]>();
  for (const one of made) {
    const id = one.batch_id ?? one.id;
    by.set(id, [...(by.get(id) ?? []), one]);
  }
  return [...by].map(([id, takes]) => ({ id, takes })).reverse();
}
