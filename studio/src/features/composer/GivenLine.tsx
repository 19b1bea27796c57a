import { Film, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useDraft } from "@/draft/draft.ts";
import { IconButton } from "@/ui/Button.tsx";
import { Meter } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";

import type { Sending } from "./useBroughtFile.ts";

/** The picture or the clip that the new clip begins from, above the words. */
export function GivenLine({ open, sending }: { open: boolean; sending: Sending | null }) {
  const { t } = useTranslation("composer");
  const given = useDraft((desk) => desk.draft.given);
  const change = useDraft((desk) => desk.change);
  if (sending !== null) {
    const label = t("sending", { name: sending.name });
    return (
      <div className="flex items-center gap-3 px-4 pt-3 text-sm text-quiet">
        <span className="truncate">{label}</span>
        <Meter label={label} value={sending.part} className="w-32" />
      </div>
    );
  }
  if (given === null) return null;
  return (
    <div className={classes("flex px-3 pt-3", !open && "max-sm:hidden")}>
      <div className="flex max-w-full animate-rise items-center gap-3 rounded-lg border border-line bg-raised/60 p-1.5 pr-1">
        {given.picture === null ? (
          <span aria-hidden className="grid h-12 w-16 place-items-center rounded-sm bg-night text-quiet">
            <Film className="size-5" />
          </span>
        ) : (
          <img src={given.picture} alt="" className="h-12 max-w-28 rounded-sm object-cover" />
        )}
        <span className="min-w-0">
          <span className="block text-xs text-quiet">{t(given.kind === "image" ? "firstFrame" : "goesOn")}</span>
          <span className="block truncate text-sm">{given.name}</span>
        </span>
        <IconButton label={t("takeAway", { name: given.name })} size="small" onClick={() => change({ given: null })}>
          <X aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
