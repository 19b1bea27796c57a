import { useQuery } from "@tanstack/react-query";
import { Lock, LockOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { modelsQuery } from "@/api/queries.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Choose } from "@/ui/Choose.tsx";
import { Tip } from "@/ui/Tip.tsx";

import type { Chosen } from "./settings.ts";

const USUAL = "usual";
/** Other names for turbo and full, for programs written for the Videos API. */
const ALIASES = ["sora-2", "sora-2-pro"];
const NOTED = ["turbo", "full", "sketch", "storybook"] as const;

interface SettingsRowProps {
  chosen: Chosen;
  /** Null where the seed makes no difference. */
  seed: number | null;
  takes?: boolean;
  model?: boolean;
}

/** Model, takes and seed, as round buttons in a row. */
export function SettingsRow({ chosen, seed, takes = true, model = true }: SettingsRowProps) {
  const { t } = useTranslation("tools");
  const { data } = useQuery(modelsQuery);
  const { settings, change } = chosen;
  const names = (data?.data ?? []).map((one) => one.id).filter((id) => !ALIASES.includes(id));
  const models = [
    { value: USUAL, label: t("usualModel"), note: t("usualModelNote") },
    ...names.map((id) => {
      const noted = NOTED.find((one) => one === id);
      return { value: id, label: id, ...(noted === undefined ? {} : { note: t(`models.${noted}`) }) };
    }),
  ];
  return (
    <div className="flex flex-wrap gap-2">
      {model && (
        <Choose
          label={t("model")}
          value={settings.model ?? USUAL}
          choices={models}
          onChange={(id) => change({ model: id === USUAL ? null : id })}
        />
      )}
      {takes && (
        <Choose
          label={t("takes")}
          value={String(settings.takes)}
          shown={t("takesOf", { count: settings.takes })}
          choices={[1, 2, 3, 4].map((count) => ({ value: String(count), label: t("takesOf", { count }) }))}
          onChange={(count) => change({ takes: Number(count) })}
        />
      )}
      {seed !== null && (
        <Tip text={t(settings.keepSeed ? "seedKept" : "seedNew")}>
          <ChipButton
            aria-pressed={settings.keepSeed}
            onClick={() => change({ keepSeed: !settings.keepSeed })}
            tone={settings.keepSeed ? "chosen" : "plain"}
          >
            {settings.keepSeed ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
            {settings.keepSeed ? t("seedOf", { seed }) : t("newSeed")}
          </ChipButton>
        </Tip>
      )}
    </div>
  );
}
