import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { modelsQuery } from "@/api/queries.ts";

const KNOWN = ["turbo", "full", "sketch", "storybook"] as const;
/** Names by which programs that were written for others ask for ours. */
const FOR_PROGRAMS: Readonly<Record<string, string>> = { "sora-2": "turbo", "sora-2-pro": "full" };

const place = (id: string): number => KNOWN.findIndex((one) => one === id);
const order = (id: string): number => (place(id) < 0 ? KNOWN.length : place(id));
const known = (id: string) => KNOWN[place(FOR_PROGRAMS[id] ?? id)];

export const isForPrograms = (id: string): boolean => id in FOR_PROGRAMS;

/** What models are called; those of an administrator as they are named. */
export function useModelNames(): (id: string) => string {
  const { t } = useTranslation("models");
  return (id) => {
    const name = known(id);
    return name === undefined ? id : t(`known.${name}.name`);
  };
}

/** Models to choose from, the usual ones first. */
export function useModelChoices(): { value: string; label: string; note: string }[] {
  const { t } = useTranslation("models");
  const called = useModelNames();
  const { data } = useQuery(modelsQuery);
  const ids = data?.data.map((one) => one.id).filter((id) => !isForPrograms(id)) ?? [...KNOWN];
  return ids
    .toSorted((one, other) => order(one) - order(other))
    .map((id) => {
      const name = known(id);
      return { value: id, label: called(id), note: name === undefined ? t("own") : t(`known.${name}.about`) };
    });
}
