import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";

import { nameOf } from "./facts.ts";

/** What was done to make clips, as people call it; and what a clip is called: its title, its words, or else how it was made. */
export function useOperations() {
  const { t, i18n } = useTranslation("operations");
  const operationOf = (operation: string): string =>
    i18n.exists(`operations:${operation}`) ? t(operation as "create") : operation;
  return {
    operationOf,
    calledBy: (clip: Pick<Clip, "title" | "prompt" | "operation">): string =>
      nameOf(clip) || operationOf(clip.operation),
  };
}
