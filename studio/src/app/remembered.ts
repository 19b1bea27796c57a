import { QueryClient, type InvalidateOptions, type InvalidateQueryFilters, type QueryKey } from "@tanstack/react-query";

import { Refused } from "@/api/errors.ts";

const MOST_TRIES = 2;

/**
 * A client whose invalidation also counts while something is read for the first time: the library lets such a reading
 * go on, whose answer may be from before the change.
 */
export class Remembered extends QueryClient {
  override invalidateQueries<Key extends QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    for (const query of this.getQueryCache().findAll({ ...filters, type: "active", fetchStatus: "fetching" }))
      if (query.state.data === undefined) void query.cancel({ silent: true });
    return super.invalidateQueries(filters, options);
  }
}

/** What has been read of the server. */
export const remembered = new Remembered({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (tries, error) => tries < MOST_TRIES && !(error instanceof Refused && error.status < 500),
    },
  },
});
