import { Scale } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Refusal } from "@/api/refusal.ts";
import { Button } from "@/ui/Button.tsx";

import { useAppealing } from "./appealing.ts";
import type { State } from "./decisions.ts";

/** Begins an appeal. It stays where it is once that is sent, so that whoever uses keys does not lose their place. */
export function AppealButton({ refusal, state }: { refusal: Refusal; state: State }) {
  const { t } = useTranslation("safety");
  const begin = useAppealing((appealing) => appealing.begin);
  if (state === "granted" || state === "denied") return null;
  const isSent = state === "appealed";
  return (
    <Button size="small" aria-disabled={isSent} onClick={() => !isSent && begin(refusal)}>
      <Scale aria-hidden />
      {t(isSent ? "isAppealed" : "appeal")}
    </Button>
  );
}
