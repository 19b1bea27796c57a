import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/api/client.ts";

export const peopleQuery = queryOptions({
  queryKey: ["admin", "people"],
  queryFn: ({ signal }) => body(api.GET("/api/admin/people", { signal })),
});

export const plansQuery = queryOptions({
  queryKey: ["admin", "plans"],
  queryFn: ({ signal }) => body(api.GET("/api/admin/plans", { signal })).then((said) => said.plans),
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
