import i18next from "i18next";

import { intoClipboard } from "@/ui/clipboard.ts";
import { toast } from "@/ui/toasts.ts";

/** Put words on the clipboard and say so. */
export function copied(text: string, then: string): void {
  void intoClipboard(text).then((done) => (done ? toast(then) : toast(i18next.t("clip:notCopied"), { tone: "wrong" })));
}
