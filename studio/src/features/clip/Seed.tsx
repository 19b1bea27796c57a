import { Copy } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/ui/Button.tsx";

import { copied } from "./copied.ts";

/** The seed of a clip, to take along. */
export function Seed({ seed }: { seed: number }) {
  const { t } = useTranslation("clip");
  return (
    <span className="inline-flex items-center gap-1 tabular-nums">
      {seed}
      <IconButton
        label={t("copySeed")}
        size="small"
        className="-my-1.5 size-6!"
        onClick={() => copied(String(seed), t("copied"))}
      >
        <Copy aria-hidden className="size-3.5!" />
      </IconButton>
    </span>
  );
}
