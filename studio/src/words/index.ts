import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";

import type { English } from "./en/index.ts";

export type Language = "en" | "zh";
export const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: English;
    enableSelector: false;
  }
}

const WORDS = {
  en: () => import("./en/index.ts"),
  zh: () => import("./zh/index.ts"),
};
const KEPT = "yozora.language";

/** The language of last time, or else the browser's, or else English. */
export function usualLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.languages.some((one) => one.startsWith("zh")) ? "zh" : "en";
}

/** Get the words of a language and show everything in it. */
export async function speak(language: Language): Promise<i18n> {
  const { words } = await WORDS[language]();
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      resources: { [language]: words },
      ns: Object.keys(words),
      defaultNS: "shell",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  } else {
    for (const [part, said] of Object.entries(words)) i18next.addResourceBundle(language, part, said, true, true);
    await i18next.changeLanguage(language);
  }
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  return i18next;
}
