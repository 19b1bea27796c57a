import i18next from "i18next";

import { toast } from "@/ui/toasts.ts";

/** Put words on the clipboard and say so; browsers allow it only on secure pages. */
export function copied(text: string, then: string): void {
  const failed = () => toast(i18next.t("clip:notCopied"), { tone: "wrong" });
  // Not there at all where the page did not come over HTTPS.
  const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
  if (clipboard === undefined) failed();
  else clipboard.writeText(text).then(() => toast(then), failed);
}
