import { useTranslation } from "react-i18next";

import { api } from "@/api/client.ts";
import { Segments } from "@/ui/Segments.tsx";
import { MOTIONS, useMotion, useReducedMotion } from "@/ui/motion.ts";
import { useTheme } from "@/ui/theme.ts";
import { LANGUAGES, speak, type Language } from "@/words/index.ts";

import { Line, Lines, Section } from "./parts.tsx";

/** Language, theme, motion. */
export function Appearance() {
  const { t, i18n } = useTranslation("settings");
  const { theme, choose } = useTheme();
  const { motion, choose: chooseMotion } = useMotion();
  const reduced = useReducedMotion();
  const change = (language: Language) => {
    void speak(language);
    void api.PUT("/api/me/language", { body: { language } }).catch(() => undefined); // it is kept in the browser as well
  };
  return (
    <Section title={t("sections.appearance")} hint={t("appearance.hint")}>
      <Lines>
        <Line title={t("appearance.language")} note={t("appearance.languageHint")}>
          <Segments
            label={t("appearance.language")}
            value={i18n.language === "zh" ? "zh" : "en"}
            segments={(["en", "zh"] as const).map((value) => ({ value, label: LANGUAGES[value] }))}
            onChange={change}
          />
        </Line>
        <Line title={t("appearance.theme")} note={t("appearance.themeHint")}>
          <Segments
            label={t("appearance.theme")}
            value={theme}
            segments={(["dark", "light", "system"] as const).map((value) => ({
              value,
              label: t(`appearance.${value}`),
            }))}
            onChange={choose}
          />
        </Line>
        <Line
          title={t("appearance.motion")}
          note={t(motion === "system" && reduced ? "appearance.motionHints.asked" : `appearance.motionHints.${motion}`)}
        >
          <Segments
            label={t("appearance.motion")}
            value={motion}
            segments={MOTIONS.map((value) => ({ value, label: t(`appearance.${value}`) }))}
            onChange={chooseMotion}
          />
        </Line>
      </Lines>
    </Section>
  );
}
