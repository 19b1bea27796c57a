import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { storyboard } from "@/words/en/storyboard.ts";

type Reason = keyof typeof storyboard.refused;

/** Times and reasons in the person's language. */
export function useSay() {
  const { t, i18n } = useTranslation("storyboard");
  const { language } = i18n;
  /** `3.0 s`. */
  const time = useCallback(
    (second: number, digits = 1) =>
      new Intl.NumberFormat(language, {
        style: "unit",
        unit: "second",
        unitDisplay: "short",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      })
        .format(second)
        .replace("sec", "s"),
    [language],
  );
  const because = useCallback(
    (why: string) => (i18n.exists(`storyboard:refused.${why}`) ? t(`refused.${why as Reason}`) : t("refused.other")),
    [t, i18n],
  );
  return { time, because, language };
}
