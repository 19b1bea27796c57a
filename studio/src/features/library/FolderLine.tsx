import { ChevronRight, Ellipsis, Folder as FolderSign, FolderInput, FolderPlus, Pencil, Trash2 } from "lucide-react";
import { useRef, useState, type DragEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { DRAGGED, draggedClips } from "@/clips/facts.ts";
import { Menu, MenuItem, MenuLine } from "@/ui/Menu.tsx";
import { classes } from "@/ui/classes.ts";
import { count as counted } from "@/words/facts.ts";

import type { Branch } from "./folderTree.ts";
import { useActions } from "./useActions.ts";

interface FolderLineProps {
  branch: Branch;
  open: boolean;
  count: number;
  onToggle: () => void;
  onNew: () => void;
  onRename: () => void;
  onMove: () => void;
  onDelete: () => void;
  children: ReactNode;
}

/** A folder in the rail. */
export function FolderLine({
  branch,
  open,
  count,
  onToggle,
  onNew,
  onRename,
  onMove,
  onDelete,
  children,
}: FolderLineProps) {
  const { t, i18n } = useTranslation("library");
  const shell = useTranslation().t;
  const { folder, depth, parent } = branch;
  const drop = useDrop(folder.id, folder.name);
  return (
    <li>
      <div
        {...drop.handlers}
        className={classes("group/folder relative rounded-md", drop.over && "bg-moon/12 outline-2 outline-moon")}
      >
        {parent && (
          <button
            type="button"
            aria-expanded={open}
            aria-label={t(open ? "closeFolder" : "openFolder", { name: folder.name })}
            onClick={onToggle}
            style={{ left: 14 * depth }}
            className="absolute top-1.5 z-1 grid h-7 w-5 place-items-center rounded-sm text-quiet hover:text-ink"
          >
            <ChevronRight
              aria-hidden
              className={classes("size-3.5 transition-transform duration-150 ease-soft", open && "rotate-90")}
            />
          </button>
        )}
        <NavLink
          to={`/folders/${folder.id}`}
          style={{ paddingLeft: 20 + 14 * depth }}
          onKeyDown={(event) => {
            if (event.key === "F2") onRename();
            else if (event.key === "Delete") onDelete();
            else if (parent && event.key === (open ? "ArrowLeft" : "ArrowRight")) onToggle();
          }}
          className={({ isActive }) =>
            classes(
              "flex h-10 w-full items-center gap-2.5 rounded-md pr-3 text-base transition duration-150 [&_svg]:size-4 [&_svg]:shrink-0",
              isActive ? "bg-raised text-ink [&_svg]:text-moon-text" : "text-quiet hover:bg-panel hover:text-ink",
            )
          }
        >
          <FolderSign aria-hidden />
          <span className="min-w-0 grow truncate">{folder.name}</span>
          <span className="text-sm tabular-nums group-focus-within/folder:opacity-0 group-hover/folder:opacity-0 pointer-coarse:mr-7 pointer-coarse:opacity-100">
            {count > 0 && counted(count, i18n.language)}
          </span>
        </NavLink>
        <Menu
          label={folder.name}
          trigger={
            <button
              type="button"
              aria-label={t("folderMenu", { name: folder.name })}
              className="absolute top-1 right-1 grid size-8 place-items-center rounded-sm text-quiet opacity-0 group-hover/folder:opacity-100 hover:text-ink focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
            >
              <Ellipsis aria-hidden className="size-4" />
            </button>
          }
        >
          <MenuItem icon={<FolderPlus aria-hidden />} onSelect={onNew}>
            {t("newFolderIn")}
          </MenuItem>
          <MenuItem icon={<Pencil aria-hidden />} keys="F2" onSelect={onRename}>
            {shell("rename")}
          </MenuItem>
          <MenuItem icon={<FolderInput aria-hidden />} onSelect={onMove}>
            {t("move")}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={onDelete}>
            {t("deleteFolder")}
          </MenuItem>
        </Menu>
      </div>
      {children}
    </li>
  );
}

/** Clips that are dropped here are moved here. */
function useDrop(folder: string, name: string) {
  const actions = useActions();
  const [over, setOver] = useState(false);
  const inside = useRef(0); // children say enter and leave as well
  const mine = (event: DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  const away = () => {
    inside.current = 0;
    setOver(false);
  };
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (!mine(event)) return;
      inside.current += 1;
      setOver(true);
    },
    onDragOver: (event: DragEvent) => {
      if (!mine(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
    },
    onDragLeave: () => {
      inside.current -= 1;
      if (inside.current <= 0) away();
    },
    onDrop: (event: DragEvent) => {
      if (!mine(event)) return;
      event.preventDefault();
      away();
      const ids = draggedClips(event.dataTransfer);
      if (ids.length > 0) void actions.move(ids, folder, name);
    },
  };
  return { over, handlers };
}
