import { RotateCcw, Scale } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import type { Refusal } from "@/api/refusal.ts";
import { errorOf } from "@/clips/failed.ts";
import { useAppealing } from "@/safety/appealing.ts";
import { useOutcome } from "@/safety/decisions.ts";
import { MenuItem } from "@/ui/Menu.tsx";

/** Another try at a clip that failed; one that was refused can be appealed first. */
export function AgainItem({ clip, onRetry }: { clip: Clip; onRetry: () => void }) {
  const refusal = errorOf(clip)?.refusal ?? null;
  return refusal === null ? <Retry onRetry={onRetry} /> : <AfterRefusal refusal={refusal} onRetry={onRetry} />;
}

function Retry({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation("library");
  return (
    <MenuItem icon={<RotateCcw aria-hidden />} onSelect={onRetry}>
      {t("tryAgain")}
    </MenuItem>
  );
}

function AfterRefusal({ refusal, onRetry }: { refusal: Refusal; onRetry: () => void }) {
  const { t } = useTranslation("safety");
  const begin = useAppealing((appealing) => appealing.begin);
  const { state } = useOutcome(refusal.decision);
  if (state === "granted") return <Retry onRetry={onRetry} />;
  if (state !== "refused") return null;
  return (
    <MenuItem icon={<Scale aria-hidden />} onSelect={() => begin(refusal)}>
      {t("appeal")}
    </MenuItem>
  );
}
