import { Zap } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useModelChoices, useModelNames } from "@/clips/models.ts";
import { useDraft } from "@/draft/draft.ts";

import { Pick } from "./Pick.tsx";

/** Which model makes it. The usual one is the fast one. */
export function PickModel({ wrong }: { wrong: boolean }) {
  const { t } = useTranslation("composer");
  const model = useDraft((desk) => desk.draft.model);
  const change = useDraft((desk) => desk.change);
  const called = useModelNames();
  const choices = useModelChoices();
  const value = model ?? "turbo";
  return (
    <Pick
      label={t("model")}
      shown={called(value)}
      icon={<Zap aria-hidden />}
      value={value}
      wrong={wrong}
      choices={choices}
      onChange={(chosen) => change({ model: chosen === "turbo" ? null : chosen })}
    />
  );
}
