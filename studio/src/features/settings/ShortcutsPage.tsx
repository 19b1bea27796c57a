import { useTranslation } from "react-i18next";

import { ShortcutList } from "@/ui/ShortcutList.tsx";

import { Section } from "./parts.tsx";

/** All shortcuts, as `?` shows them. */
export function ShortcutsPage() {
  const { t } = useTranslation("shortcuts");
  return (
    <Section title={t("title")} hint={t("hint")} wide>
      <ShortcutList heading="h2" />
    </Section>
  );
}
