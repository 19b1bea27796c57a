import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import type { Decision } from "@/api/refusal.ts";

const MOST = 200;

/** What has become of something that was refused. */
export type State = "refused" | "appealed" | "granted" | "denied";

export function stateOf({ appealed_at, granted }: Pick<Decision, "appealed_at" | "granted">): State {
  if (granted !== null) return granted ? "granted" : "denied";
  return appealed_at === null ? "refused" : "appealed";
}

export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.decisions, id],
    queryFn: ({ signal }) =>
      body(api.GET("/api/decisions/{decision_id}", { params: { path: { decision_id: id } }, signal })),
  });

/** What has become of a decision, with the answer to an appeal; of one that is not known (yet), that it was refused. */
export function useOutcome(id: string): { state: State; answer: string } {
  const { data } = useQuery(decisionQuery(id));
  return { state: data === undefined ? "refused" : stateOf(data), answer: data?.answer ?? "" };
}

/** What was refused to oneself, the newest first. */
export const decisionsQuery = queryOptions({
  queryKey: [...keys.decisions, "own"],
  queryFn: ({ signal }) => body(api.GET("/api/decisions", { params: { query: { limit: MOST } }, signal })),
});

export const policyQuery = queryOptions({
  queryKey: keys.policy,
  queryFn: ({ signal }) => body(api.GET("/api/policy", { signal })),
});
