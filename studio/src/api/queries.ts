import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, body, type CreateVideo } from "./client.ts";
import type { paths } from "./schema.ts";

/** What is asked of the library: words, a place, marks. */
export type Wanted = Omit<NonNullable<paths["/api/clips"]["get"]["parameters"]["query"]>, "after" | "limit">;

const PAGE = 60;

/** Names of what is remembered; events say by these names what has become old. */
export const keys = {
  me: ["me"],
  clips: ["clips"],
  clip: (id: string) => ["clip", id],
  counts: ["counts"],
  activity: ["activity"],
  folders: ["folders"],
  boards: ["boards"],
  board: (id: string) => ["board", id],
  uploads: ["uploads"],
  presets: ["presets"],
  characters: ["characters"],
  models: ["models"],
  policy: ["policy"],
  decisions: ["decisions"],
} as const;

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => body(api.GET("/api/me", { signal })),
  retry: false,
});

/** A page of the library after the other. */
export const clipsQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: [...keys.clips, wanted],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const query = { ...wanted, limit: PAGE, ...(pageParam === "" ? {} : { after: pageParam }) };
      return body(api.GET("/api/clips", { params: { query }, signal }));
    },
    getNextPageParam: (last) => last.next,
  });

export const clipQuery = (id: string) =>
  queryOptions({
    queryKey: keys.clip(id),
    queryFn: ({ signal }) => body(api.GET("/api/clips/{clip_id}", { params: { path: { clip_id: id } }, signal })),
  });

/** Everything a clip was made from, and everything made of it. */
export const familyQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.clip(id), "family"],
    queryFn: ({ signal }) =>
      body(api.GET("/api/clips/{clip_id}/family", { params: { path: { clip_id: id } }, signal })),
  });

export const activityQuery = queryOptions({
  queryKey: keys.activity,
  queryFn: ({ signal }) => body(api.GET("/api/activity", { signal })),
});

/** How many clips are in each place. */
export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: ({ signal }) => body(api.GET("/api/counts", { signal })),
});

export const foldersQuery = queryOptions({
  queryKey: keys.folders,
  queryFn: ({ signal }) => body(api.GET("/api/folders", { signal })),
});

export const boardsQuery = queryOptions({
  queryKey: keys.boards,
  queryFn: ({ signal }) => body(api.GET("/api/boards", { signal })),
});

export const boardQuery = (id: string) =>
  queryOptions({
    queryKey: keys.board(id),
    queryFn: ({ signal }) => body(api.GET("/api/boards/{board_id}", { params: { path: { board_id: id } }, signal })),
  });

export const uploadsQuery = (trashed = false) =>
  queryOptions({
    queryKey: [...keys.uploads, trashed],
    queryFn: ({ signal }) => body(api.GET("/api/uploads", { params: { query: { trashed } }, signal })),
  });

export const presetsQuery = queryOptions({
  queryKey: keys.presets,
  queryFn: ({ signal }) => body(api.GET("/api/presets", { signal })),
});

export const charactersQuery = queryOptions({
  queryKey: keys.characters,
  queryFn: ({ signal }) => body(api.GET("/v1/videos/characters", { signal })),
});

export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: ({ signal }) => body(api.GET("/v1/models", { signal })),
  staleTime: Infinity,
});

/** What can be drawn, by what it says something about, to choose from. */
export const vocabularyQuery = queryOptions({
  queryKey: ["vocabulary"],
  queryFn: ({ signal }) => body(api.GET("/api/vocabulary", { signal })),
  staleTime: Infinity,
});

/** What words would become; kept while they stay the same. */
export const understandQuery = (prompt: string, seconds: number) =>
  queryOptions({
    queryKey: ["understand", prompt, seconds],
    queryFn: ({ signal }) => body(api.POST("/api/understand", { body: { prompt, seconds }, signal })),
    staleTime: Infinity,
    retry: false,
  });

/** What a clip would cost and take, before it is asked for. */
export const estimateQuery = (wish: CreateVideo) =>
  queryOptions({
    queryKey: ["estimate", wish],
    queryFn: ({ signal }) => body(api.POST("/api/estimate", { body: wish, signal })),
    staleTime: 5_000,
    retry: false,
  });
