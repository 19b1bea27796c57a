import { QueryClient } from "@tanstack/react-query";

import { Refused } from "@/api/errors.ts";

const MOST_TRIES = 2;

/** What has been read of the server. */
export const remembered = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (tries, error) => tries < MOST_TRIES && !(error instanceof Refused && error.status < 500),
    },
  },
});
