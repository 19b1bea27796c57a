import { QueryClientProvider } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router/dom";

import { Tips } from "@/ui/Tip.tsx";
import { Toaster } from "@/ui/Toaster.tsx";

import { remembered } from "./remembered.ts";
import { router } from "./routes.tsx";

/** The whole page. */
export function App() {
  const { t } = useTranslation();
  return (
    <QueryClientProvider client={remembered}>
      <Tips>
        <Toaster label={t("notices")} close={t("close")} />
        <RouterProvider router={router} />
      </Tips>
    </QueryClientProvider>
  );
}
