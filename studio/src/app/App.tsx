import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router/dom";

import { Refused } from "@/api/errors.ts";
import { Tips } from "@/ui/Tip.tsx";
import { Toaster } from "@/ui/Toaster.tsx";

import { router } from "./routes.tsx";

const MOST_TRIES = 2;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (tries, error) => tries < MOST_TRIES && !(error instanceof Refused && error.status < 500),
    },
  },
});

/** The whole page. */
export function App() {
  const { t } = useTranslation();
  return (
    <QueryClientProvider client={client}>
      <Tips>
        <Toaster label={t("notices")} close={t("close")} />
        <RouterProvider router={router} />
      </Tips>
    </QueryClientProvider>
  );
}
