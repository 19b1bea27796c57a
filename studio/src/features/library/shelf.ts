import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type InfiniteQueryObserverResult,
  type QueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";

import { api, body, type Clip } from "@/api/client.ts";
import { keys, type Wanted } from "@/api/queries.ts";

import { clipsOf, merged, type Page, type Pages } from "./merge.ts";

/** The first clips come soon, those after them in fewer requests. */
const PAGE = 60;
const MOST = 200;
const KEPT_MS = 15 * 60_000;
const SHELF = "shelf";

/** A new number each time something says that clips have changed. */
const pulseQuery = { queryKey: [...keys.clips, "pulse"], queryFn: () => Date.now(), staleTime: Infinity };
/** The number of each place when it was last read. */
const heard = new Map<string, number>();

const shelfQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: [SHELF, wanted],
    initialPageParam: "",
    queryFn: async ({ client, pageParam, signal }) => {
      const name = JSON.stringify(wanted);
      if (!heard.has(name)) heard.set(name, await client.query(pulseQuery)); // before it is read
      return pageOf(wanted, pageParam, pageParam === "" ? PAGE : MOST, signal);
    },
    getNextPageParam: (last: Page) => last.next,
    // It is kept new piece by piece, see `merged`: thousands of clips are not read again for one that changed.
    staleTime: Infinity,
    gcTime: KEPT_MS,
    structuralSharing: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });

/** Begin to read the first clips of all. */
export const readAll = (client: QueryClient): Promise<unknown> => client.infiniteQuery(shelfQuery({}));

function pageOf(wanted: Wanted, after: string, limit: number, signal?: AbortSignal): Promise<Page> {
  const query = { ...wanted, limit, ...(after === "" ? {} : { after }) };
  return body(api.GET("/api/clips", { params: { query }, ...(signal === undefined ? {} : { signal }) }));
}

export type ShelfQuery = Pick<
  InfiniteQueryObserverResult<InfiniteData<Page>>,
  "hasNextPage" | "fetchNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "error"
>;

interface Sight {
  /** Places of the first and the last clip that are seen. */
  first: number;
  last: number;
}

/** Clips of a place, as many as were scrolled to. What is in sight follows what happens on the server. */
export function useShelf(wanted: Wanted) {
  const client = useQueryClient();
  const query = useInfiniteQuery(shelfQuery(wanted));
  const { data: pulse } = useQuery(pulseQuery);
  const sight = useRef<Sight>({ first: 0, last: 0 });
  const name = JSON.stringify(wanted);
  const busy = query.isFetching;
  const here = query.data !== undefined;
  useEffect(() => {
    if (pulse === undefined || !here || busy) return;
    const before = heard.get(name);
    heard.set(name, pulse);
    if (before !== pulse) void refresh(client, wanted, sight.current);
    // `wanted` is the same where its name is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pulse, here, busy, name, client]);
  const clips = useMemo(() => query.data?.pages.flatMap((page) => page.clips) ?? [], [query.data]);
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  const see = useCallback((first: number, last: number) => {
    sight.current = { first, last };
  }, []);
  return { query, clips, see, more: hasNextPage && !isFetchingNextPage ? more : null, isFetchingNextPage };
}

/** Read the newest clips and those in sight again. */
async function refresh(client: QueryClient, wanted: Wanted, { first, last }: Sight): Promise<void> {
  const shown = clipsOf(client.getQueryData<Pages>([SHELF, wanted]));
  const parts = [{ after: "", limit: Math.min(MOST, Math.max(PAGE, first < PAGE ? last + 8 : 0)) }];
  const before = shown[first - 1];
  if (first >= PAGE && before !== undefined) {
    parts.push({ after: before.id, limit: Math.min(MOST, last - first + 8) });
  }
  await Promise.all(
    parts.map(async ({ after, limit }) => {
      const page = await pageOf(wanted, after, limit).catch(() => null); // the next event, or a reload, tries again
      if (page === null) return;
      client.setQueryData<Pages>([SHELF, wanted], (old) => old && merged(old, page, after, wanted.order ?? "newest"));
    }),
  );
}

/** Clips as they are shown anywhere in the library. */
export function shownClips(client: QueryClient): Map<string, Clip> {
  const all = client.getQueriesData<Pages>({ queryKey: [SHELF] }).flatMap(([, pages]) => clipsOf(pages));
  return new Map(all.map((clip) => [clip.id, clip]));
}

/** Show a change before the server has said yes to it. */
export function showChange(client: QueryClient, ids: ReadonlySet<string>, change: Partial<Clip>): void {
  client.setQueriesData<Pages>({ queryKey: [SHELF] }, (old) => {
    if (old?.pages.some((page) => page.clips.some((clip) => ids.has(clip.id))) !== true) return old;
    const pages = old.pages.map((page) => ({
      ...page,
      clips: page.clips.map((clip) => (ids.has(clip.id) ? { ...clip, ...change } : clip)),
    }));
    return { ...old, pages };
  });
}

/** Show clips no more where they are not any longer. */
export function showGone(client: QueryClient, ids: ReadonlySet<string>, where: (wanted: Wanted) => boolean): void {
  client.setQueriesData<Pages>(
    { queryKey: [SHELF], predicate: ({ queryKey }) => where(queryKey[1] as Wanted) },
    (old) => {
      if (old === undefined) return old;
      const pages = old.pages.map((page) => ({ ...page, clips: page.clips.filter((clip) => !ids.has(clip.id)) }));
      return { ...old, pages };
    },
  );
}

/** Ask again for all that is shown of the library: something has changed. */
export function libraryChanged(client: QueryClient): void {
  for (const queryKey of [keys.clips, keys.counts, keys.activity]) void client.invalidateQueries({ queryKey });
}
