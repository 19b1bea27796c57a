import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/api/client.ts";

export const APPEALS = ["admin", "appeals"];
const LOOK_MS = 20_000;

export const peopleQuery = queryOptions({
  queryKey: ["admin", "people"],
  queryFn: ({ signal }) => body(api.GET("/api/admin/people", { signal })),
});

export const plansQuery = queryOptions({
  queryKey: ["admin", "plans"],
  queryFn: ({ signal }) => body(api.GET("/api/admin/plans", { signal })).then((said) => said.plans),
});

/** Appeals of everybody: those that wait, the oldest first, or those that were answered, the newest first. */
export const appealsQuery = (state: "waiting" | "answered") =>
  queryOptions({
    queryKey: [...APPEALS, state],
    queryFn: ({ signal }) => body(api.GET("/api/admin/appeals", { params: { query: { state, limit: 200 } }, signal })),
    refetchInterval: LOOK_MS, // no event tells administrators of what others do
  });

export const modelNamesQuery = queryOptions({
  queryKey: ["admin", "models"],
  queryFn: ({ signal }) => body(api.GET("/api/admin/models", { signal })).then((said) => said.models),
});

export const queueQuery = queryOptions({
  queryKey: ["admin", "queue"],
  queryFn: ({ signal }) => body(api.GET("/api/admin/queue", { signal })),
  staleTime: 0,
});
