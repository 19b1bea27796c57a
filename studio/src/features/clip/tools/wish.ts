import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type ChangeVideo, type EditVideo, type ExtendVideo } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";

import { less } from "../less.ts";

/** What is made of a clip, and the address that makes it. */
export type Wish =
  { to: "edits"; body: EditVideo } | { to: "extensions"; body: ExtendVideo } | { to: "changes"; body: ChangeVideo };

/** What a wish would cost and take. */
export const costQuery = (wish: Wish) =>
  queryOptions({
    queryKey: ["estimate", wish],
    queryFn: ({ signal }) => {
      switch (wish.to) {
        case "edits":
          return body(api.POST("/api/estimate/edits", { body: wish.body, signal }));
        case "extensions":
          return body(api.POST("/api/estimate/extensions", { body: wish.body, signal }));
        case "changes":
          return body(api.POST("/api/estimate/changes", { body: wish.body, signal }));
      }
    },
    staleTime: 5_000,
    retry: false,
  });

function sent(wish: Wish, source: string) {
  switch (wish.to) {
    case "edits": {
      const params = { path: { video_id: source } };
      return body(api.POST("/v1/videos/{video_id}/remix", { params, body: less(wish.body, "video") }));
    }
    case "extensions":
      return body(api.POST("/v1/videos/extensions", { body: wish.body }));
    case "changes":
      return body(api.POST("/v1/videos/changes", { body: wish.body }));
  }
}

/** Have a wish made. The family of the source has new members then. */
export function useMake(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) => sent(wish, source),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.clip(source) });
      void client.invalidateQueries({ queryKey: keys.activity });
      void client.invalidateQueries({ queryKey: keys.clips });
      void client.invalidateQueries({ queryKey: keys.me });
    },
  });
}
