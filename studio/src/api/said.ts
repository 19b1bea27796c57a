import i18next from "i18next";

import { Refused, Unreachable } from "./errors.ts";
import { refusalSaid } from "./refusal.ts";

/** What went wrong in the person's language. English is the server's own words, which say what to do as well; in other
 * languages the code is said, and the server's words where there is none for it. */
export function said(error: unknown): string {
  if (error instanceof Unreachable) return i18next.t("refusals:unreachable");
  if (!(error instanceof Refused)) return i18next.t("refusals:unexpected");
  if (error.refusal !== null) return refusalSaid(error.refusal);
  if (i18next.language === "en") return error.message;
  const { code, message } = error;
  return i18next.t(`refusals:codes.${code}`, { defaultValue: message, message });
}
