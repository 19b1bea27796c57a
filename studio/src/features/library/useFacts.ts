import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { nameOf, ratioOf } from "@/clips/facts.ts";
import { useModelNames } from "@/clips/models.ts";
import { useOperations } from "@/clips/operations.ts";
import { seconds } from "@/words/facts.ts";

import type { Item } from "./items.ts";

/** A card in words: its name, and a line of facts. */
export function useFacts(item: Item): { name: string; facts: string; operation: string } {
  const { t, i18n } = useTranslation("library");
  const { operationOf } = useOperations();
  const called = useModelNames();
  const clip: Clip = item.first;
  const operation = operationOf(clip.operation);
  const length = clip.operation === "still" ? null : seconds(clip.seconds, i18n.language);
  const facts = [
    item.clips.length > 1 ? t("takes", { count: item.clips.length }) : null,
    clip.operation === "create" ? null : operation,
    length,
    ratioOf(clip.size),
    clip.model === "" ? null : called(clip.model),
  ];
  return { name: nameOf(clip), facts: facts.filter((fact) => fact !== null).join(" · "), operation };
}
