import { Lock, LockOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useModelChoices } from "@/clips/models.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Choose } from "@/ui/Choose.tsx";
import { Tip } from "@/ui/Tip.tsx";

import type { Chosen } from "./settings.ts";

const USUAL = "usual";

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
  const choices = useModelChoices();
  const { settings, change } = chosen;
  const models = [{ value: USUAL, label: t("usualModel"), note: t("usualModelNote") }, ...choices];
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
