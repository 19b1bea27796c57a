import { useTranslation } from "react-i18next";

import { Section } from "../parts.tsx";
import { Decisions } from "./Decisions.tsx";
import { Policy } from "./Policy.tsx";

/** What was refused to somebody, and the policy that says what is. */
export function Safety() {
  const { t } = useTranslation("settings");
  return (
    <Section title={t("sections.safety")} hint={t("safety.hint")}>
      <Decisions />
      <Policy />
    </Section>
  );
}
