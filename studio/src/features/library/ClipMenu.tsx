import {
  Bookmark,
  CircleX,
  Columns2,
  Copy,
  Download,
  Film,
  FolderInput,
  Maximize2,
  Pencil,
  Play,
  Repeat,
  RotateCcw,
  Sparkles,
  Star,
  StretchHorizontal,
  TextCursorInput,
  Trash2,
  Blend,
  Wand2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { nameOf } from "@/clips/facts.ts";
import { MenuAt, MenuItem, MenuLine } from "@/ui/Menu.tsx";

import { AgainItem } from "./AgainItem.tsx";
import { addressOf, type Item } from "./items.ts";
import { togglePlayed } from "./played.ts";
import type { Actions } from "./useActions.ts";

interface ClipMenuProps {
  at: { item: Item; x: number; y: number } | null;
  inTrash: boolean;
  actions: Actions;
  /** Clips that commands are for: the chosen ones, or those of the card. */
  ids: readonly string[];
  onClose: () => void;
  onReturn: () => void;
  onMove: () => void;
  onRename: () => void;
  onPurge: () => void;
}

const TOOLS = [
  ["remix", Wand2, "remix"],
  ["extend", StretchHorizontal, "extend"],
  ["loop", Repeat, "loop"],
  ["blend", Blend, "blend"],
] as const;

/** Everything that can be done with a card; one menu for all of them. */
export function ClipMenu(props: ClipMenuProps) {
  const { at, inTrash } = props;
  const { t } = useTranslation("library");
  return (
    <MenuAt
      at={at}
      onClose={props.onClose}
      onReturn={props.onReturn}
      label={at === null ? "" : t("menuOf", { name: nameOf(at.item.first) })}
    >
      {at !== null && (inTrash ? <InTrash {...props} /> : <Inside {...props} item={at.item} />)}
    </MenuAt>
  );
}

function Inside({ item, ids, actions, onMove, onRename }: ClipMenuProps & { item: Item }) {
  const { t } = useTranslation("library");
  const go = useNavigate();
  const clip = item.first;
  const single = ids.length === 1;
  const ready = clip.status === "completed";
  const favourite = item.clips.every((one) => one.favourite);
  const bookmarked = item.clips.every((one) => one.bookmarked);
  return (
    <>
      <MenuItem
        icon={item.clips.length > 1 ? <Columns2 aria-hidden /> : <Maximize2 aria-hidden />}
        onSelect={() => void go(addressOf(item))}
        keys="↵"
      >
        {t(item.clips.length > 1 ? "beside" : "open")}
      </MenuItem>
      {ready && (
        <MenuItem icon={<Play aria-hidden />} onSelect={() => togglePlayed(item.key)}>
          {t("play")}
        </MenuItem>
      )}
      {single && clip.status === "failed" && <AgainItem clip={clip} onRetry={() => void actions.retry(clip.id)} />}
      {single && (clip.status === "queued" || clip.status === "in_progress") && (
        <MenuItem icon={<CircleX aria-hidden />} onSelect={() => void actions.stop(clip.id)}>
          {t("stopMaking")}
        </MenuItem>
      )}
      <MenuItem icon={<TextCursorInput aria-hidden />} onSelect={() => actions.useWords(clip)}>
        {t("useWords")}
      </MenuItem>
      <MenuItem icon={<Sparkles aria-hidden />} onSelect={() => void actions.variation(clip)}>
        {t("variation")}
      </MenuItem>
      {single && ready && (
        <>
          <MenuLine />
          {TOOLS.map(([words, Icon, tool]) => (
            <MenuItem
              key={words}
              icon={<Icon aria-hidden />}
              onSelect={() => void go(`/clips/${clip.id}?tool=${tool}`)}
            >
              {t(words)}
            </MenuItem>
          ))}
        </>
      )}
      {ready && (
        <MenuItem
          icon={<Film aria-hidden />}
          onSelect={() => void actions.toBoard(ids).then((board) => board !== null && go(`/boards/${board}`))}
        >
          {t("board")}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon={<Star aria-hidden />} keys="F" onSelect={() => void actions.mark(ids, "favourite", !favourite)}>
        {t(favourite ? "noFavourite" : "favourite")}
      </MenuItem>
      <MenuItem
        icon={<Bookmark aria-hidden />}
        keys="B"
        onSelect={() => void actions.mark(ids, "bookmarked", !bookmarked)}
      >
        {t(bookmarked ? "noBookmark" : "bookmark")}
      </MenuItem>
      <MenuItem icon={<FolderInput aria-hidden />} onSelect={onMove}>
        {t("move")}
      </MenuItem>
      {single && (
        <MenuItem icon={<Pencil aria-hidden />} onSelect={onRename}>
          {t("rename")}
        </MenuItem>
      )}
      <MenuItem icon={<Copy aria-hidden />} onSelect={() => void actions.copyLink(addressOf(item))}>
        {t("copyLink")}
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => actions.download(ids)}>
        {t("download")}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 aria-hidden />} danger keys="Del" onSelect={() => void actions.trash(ids)}>
        {t("toTrash")}
      </MenuItem>
    </>
  );
}

function InTrash({ ids, actions, onPurge }: ClipMenuProps) {
  const { t } = useTranslation("library");
  return (
    <>
      <MenuItem icon={<RotateCcw aria-hidden />} onSelect={() => void actions.restore(ids)}>
        {t("restore")}
      </MenuItem>
      <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={onPurge}>
        {t("purge")}
      </MenuItem>
    </>
  );
}
