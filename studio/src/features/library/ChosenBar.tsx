import { Bookmark, Columns2, Download, FolderInput, RotateCcw, Star, Trash2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Clip } from "@/api/client.ts";
import { IconButton } from "@/ui/Button.tsx";

import { Top } from "@/ui/Top.tsx";

import { chooseNone, useChosen } from "./chosen.ts";
import { compareAddress } from "./items.ts";
import type { Actions } from "./useActions.ts";

const MOST_COMPARED = 4;

interface ChosenBarProps {
  clips: readonly Clip[];
  inTrash: boolean;
  actions: Actions;
  onMove: () => void;
  onPurge: () => void;
}

/** What can be done with the chosen clips; it takes the place of the tools at the top while there are some. */
export function ChosenBar({ clips, inTrash, actions, onMove, onPurge }: ChosenBarProps) {
  const { t } = useTranslation("library");
  const ids = useChosen((now) => now.ids);
  const go = useNavigate();
  const all = [...ids];
  const chosen = clips.filter((clip) => ids.has(clip.id));
  const favourite = chosen.every((clip) => clip.favourite);
  const bookmarked = chosen.every((clip) => clip.bookmarked);
  return (
    <Top>
      <div
        role="toolbar"
        aria-label={t("chosenTools")}
        className="flex h-10 animate-appear items-center gap-0.5 rounded-md border border-line bg-raised px-1 max-md:fixed max-md:inset-x-2 max-md:top-2 max-md:z-30 max-md:h-11 max-md:shadow-lift"
      >
        <IconButton label={t("chooseNone")} keys="Esc" size="small" onClick={chooseNone}>
          <X aria-hidden />
        </IconButton>
        <span role="status" className="px-1.5 text-sm whitespace-nowrap tabular-nums">
          {t("chosen", { count: ids.size })}
        </span>
        <span aria-hidden className="mx-1 h-5 w-px bg-line max-md:ml-auto max-md:bg-transparent" />
        {inTrash ? (
          <>
            <Tool label={t("restore")} onClick={() => void actions.restore(all)}>
              <RotateCcw aria-hidden />
            </Tool>
            <Tool label={t("purge")} onClick={onPurge}>
              <Trash2 aria-hidden />
            </Tool>
          </>
        ) : (
          <>
            <Tool
              label={t(favourite ? "noFavourite" : "favourite")}
              onClick={() => void actions.mark(all, "favourite", !favourite)}
            >
              <Star aria-hidden className={favourite ? "fill-current" : ""} />
            </Tool>
            <Tool
              label={t(bookmarked ? "noBookmark" : "bookmark")}
              onClick={() => void actions.mark(all, "bookmarked", !bookmarked)}
            >
              <Bookmark aria-hidden className={bookmarked ? "fill-current" : ""} />
            </Tool>
            <Tool label={t("move")} onClick={onMove}>
              <FolderInput aria-hidden />
            </Tool>
            <Tool label={t("download")} onClick={() => actions.download(all)}>
              <Download aria-hidden />
            </Tool>
            {all.length >= 2 && all.length <= MOST_COMPARED && (
              <Tool label={t("compare")} onClick={() => void go(compareAddress(chosen.map((clip) => clip.id)))}>
                <Columns2 aria-hidden />
              </Tool>
            )}
            <Tool label={t("toTrash")} onClick={() => void actions.trash(all)}>
              <Trash2 aria-hidden />
            </Tool>
          </>
        )}
      </div>
    </Top>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <IconButton label={label} size="small" className="text-ink!" onClick={onClick}>
      {children}
    </IconButton>
  );
}
