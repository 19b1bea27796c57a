import { Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Button, IconButton } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";
import { useShownTheme, useTheme } from "@/ui/theme.ts";
import { LANGUAGES, speak, type Language } from "@/words/index.ts";

/** Language and theme, where there is nobody yet to keep them for. */
export function Look() {
  const { t, i18n } = useTranslation(["account", "shell"]);
  const shown = useShownTheme();
  const choose = useTheme((theme) => theme.choose);
  const other: Language = i18n.language === "zh" ? "en" : "zh";
  return (
    <div role="group" aria-label={t("look")} className="flex items-center gap-1">
      <Button look="ghost" lang={other === "zh" ? "zh-Hans" : "en"} onClick={() => void speak(other)}>
        {LANGUAGES[other]}
      </Button>
      <IconButton
        label={t(shown === "dark" ? "shell:lightTheme" : "shell:darkTheme")}
        onClick={() => choose(shown === "dark" ? "light" : "dark")}
      >
        {shown === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
      </IconButton>
    </div>
  );
}

/** The sign of the house. */
export function Name({ className }: { className?: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes("flex items-center gap-2.5 text-lg font-semibold", className)}>
      <span
        aria-hidden
        className="size-5.5 rounded-full bg-[radial-gradient(circle_at_36%_30%,#fff3cf,#ffd98a_55%,#e2a94a)] shadow-[0_0_18px_#ffd98a66]"
      />
      {t("title")}
    </span>
  );
}

/** To the page where everybody can check a file. */
export function CheckLink() {
  const { t } = useTranslation("provenance");
  return (
    <Link to="/verify" className="mt-3 inline-block text-sm underline underline-offset-4">
      {t("link")}
    </Link>
  );
}

/** A small panel in the middle of the night. */
export function Card({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="w-full max-w-92 animate-rise rounded-xl border border-line bg-panel/85 p-6 shadow-lift backdrop-blur-md sm:p-8">
      <h1 className="text-xl font-semibold">{title}</h1>
      {hint !== undefined && <p className="mt-1 text-quiet">{hint}</p>}
      <div className="mt-6">{children}</div>
    </div>
  );
}
