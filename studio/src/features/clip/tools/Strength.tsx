import { useTranslation } from "react-i18next";

import { Segments } from "@/ui/Segments.tsx";
import { Slider } from "@/ui/Slider.tsx";

/** As in `STRENGTHS` of core/operations.py. */
export const STRENGTHS = { subtle: 0.45, mild: 0.65, strong: 0.85 } as const;
const NAMES = ["subtle", "mild", "strong"] as const;

interface StrengthProps {
  value: number;
  onChange: (value: number) => void;
}

/** How much may change: by a word, or by a number. */
export function Strength({ value, onChange }: StrengthProps) {
  const { t } = useTranslation("tools");
  const named = NAMES.find((name) => STRENGTHS[name] === value);
  return (
    <div className="flex flex-col gap-3">
      <Slider
        label={t("strength")}
        value={value}
        onChange={onChange}
        said={value.toFixed(2)}
        ends={[t("keepsAll"), t("allNew")]}
      />
      <div>
        <Segments
          label={t("strength")}
          value={named ?? "own"}
          onChange={(name) => name !== "own" && onChange(STRENGTHS[name])}
          segments={NAMES.map((name) => ({ value: name, label: t(name) }))}
        />
      </div>
    </div>
  );
}
