import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/api/client.ts";

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => body(api.GET("/api/keys", { signal })),
});

const MOST_HOOKS = 100;

export const hooksQuery = queryOptions({
  queryKey: ["hooks"],
  queryFn: ({ signal }) =>
    body(api.GET("/v1/webhooks", { params: { query: { limit: MOST_HOOKS } }, signal })).then((page) => page.data),
});
