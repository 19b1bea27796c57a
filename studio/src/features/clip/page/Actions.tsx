import { useQuery } from "@tanstack/react-query";
import { Bookmark, Download, Ellipsis, Folder, FolderMinus, Star, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { ClipDetail } from "@/api/client.ts";
import { foldersQuery } from "@/api/queries.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Menu, MenuItem, MenuLine, MenuTitle } from "@/ui/Menu.tsx";

import { copied } from "../copied.ts";
import { useChange, useTrash } from "./change.ts";
import { Share } from "./Share.tsx";

/** Marks, folder, files, links, trash. */
export function Actions({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("clip");
  const change = useChange(clip.id);
  const { trash } = useTrash();
  const navigate = useNavigate();
  const made = clip.video !== null;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <IconButton
          label={t("favourite")}
          look="panel"
          size="small"
          pressed={clip.favourite}
          onClick={() => change.mutate({ favourite: !clip.favourite })}
        >
          <Star aria-hidden fill={clip.favourite ? "currentColor" : "none"} />
        </IconButton>
        <IconButton
          label={t("bookmark")}
          look="panel"
          size="small"
          pressed={clip.bookmarked}
          onClick={() => change.mutate({ bookmarked: !clip.bookmarked })}
        >
          <Bookmark aria-hidden fill={clip.bookmarked ? "currentColor" : "none"} />
        </IconButton>
        <Folders clip={clip} onMove={(folder_id) => change.mutate({ folder_id })} />
        {clip.trashed_at === null && (
          <Menu
            label={t("more")}
            align="end"
            trigger={
              <IconButton label={t("more")} look="panel" size="small">
                <Ellipsis aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => copied(clip.id, t("copied"))}>{t("copyId")}</MenuItem>
            <MenuLine />
            <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => trash(clip.id, () => void navigate("/"))}>
              {t("toTrash")}
            </MenuItem>
          </Menu>
        )}
      </div>
      {made && clip.trashed_at === null && (
        <div className="grid grid-cols-2 gap-1.5">
          <Downloads clip={clip} />
          <Share id={clip.id} />
        </div>
      )}
    </div>
  );
}

function Folders({ clip, onMove }: { clip: ClipDetail; onMove: (folder: string | null) => void }) {
  const { t } = useTranslation("clip");
  const { data: folders = [] } = useQuery(foldersQuery);
  const here = folders.find((one) => one.id === clip.folder_id);
  return (
    <Menu
      label={t("folder")}
      trigger={
        <Button size="small" aria-label={here === undefined ? t("folder") : `${t("folder")}: ${here.name}`}>
          <Folder aria-hidden />
          {here !== undefined && <span className="max-w-24 truncate">{here.name}</span>}
        </Button>
      }
    >
      <MenuTitle>{t("folder")}</MenuTitle>
      {folders.length === 0 && <p className="max-w-52 px-2.5 pb-2 text-sm text-quiet">{t("noFolders")}</p>}
      {folders.map((one) => (
        <MenuItem
          key={one.id}
          disabled={one.id === clip.folder_id}
          icon={<Folder aria-hidden />}
          onSelect={() => onMove(one.id)}
        >
          {one.name}
        </MenuItem>
      ))}
      {here !== undefined && (
        <>
          <MenuLine />
          <MenuItem icon={<FolderMinus aria-hidden />} onSelect={() => onMove(null)}>
            {t("noFolder")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

const VARIANTS = ["video", "thumbnail", "spritesheet"] as const;

function Downloads({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("clip");
  const get = (variant: (typeof VARIANTS)[number]) => {
    const link = document.createElement("a");
    link.href = `/api/clips/${clip.id}/content?variant=${variant}`;
    link.download = "";
    link.click();
  };
  return (
    <Menu
      label={t("download")}
      trigger={
        <Button size="small">
          <Download aria-hidden />
          {t("download")}
        </Button>
      }
    >
      {VARIANTS.map((variant) => (
        <MenuItem key={variant} onSelect={() => get(variant)}>
          {t(`variants.${variant}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
