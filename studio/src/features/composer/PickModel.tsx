import { useQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { useTranslation } from "react-i18next";

import { modelsQuery } from "@/api/queries.ts";
import { useDraft } from "@/draft/draft.ts";

import { Pick } from "./Pick.tsx";

const FOR_PROGRAMS = ["sora-2", "sora-2-pro"];
const NAMED = ["turbo", "full", "sketch", "storybook"] as const;
type Named = (typeof NAMED)[number];

const isNamed = (name: string): name is Named => (NAMED as readonly string[]).includes(name);

/** Which model makes it. The usual one is the fast one. */
export function PickModel({ wrong }: { wrong: boolean }) {
  const { t } = useTranslation("composer");
  const model = useDraft((desk) => desk.draft.model);
  const change = useDraft((desk) => desk.change);
  const { data } = useQuery(modelsQuery);
  const there = data?.data.map((one) => one.id).filter((name) => !FOR_PROGRAMS.includes(name)) ?? [...NAMED];
  const order = (name: string) => (isNamed(name) ? NAMED.indexOf(name) : NAMED.length);
  const called = (name: string) => (isNamed(name) ? t(`models.${name}`) : name);
  const value = model ?? "turbo";
  return (
    <Pick
      label={t("model")}
      shown={called(value)}
      icon={<Zap aria-hidden />}
      value={value}
      wrong={wrong}
      choices={there
        .toSorted((a, b) => order(a) - order(b))
        .map((name) => ({
          value: name,
          label: called(name),
          note: isNamed(name) ? t(`modelNotes.${name}`) : t("ownModel"),
        }))}
      onChange={(chosen) => change({ model: chosen === "turbo" ? null : chosen })}
    />
  );
}
