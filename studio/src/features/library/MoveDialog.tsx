import { Check, Folder as FolderSign, FolderPlus, FolderX } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { said } from "@/api/said.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { classes } from "@/ui/classes.ts";

import { treeOf } from "./folderTree.ts";
import { useFolders } from "./useFolders.ts";

interface MoveDialogProps {
  title: string;
  open: boolean;
  /** Where it is now. */
  here: string | null | undefined;
  /** What being in no folder is called. */
  nowhere: string;
  /** Folders that cannot be chosen. */
  without?: ReadonlySet<string>;
  onMove: (folder: string | null, name: string) => void;
  onClose: () => void;
}

/** A folder is chosen for clips, or for another folder; or made. */
export function MoveDialog({ title, open, onClose, ...rest }: MoveDialogProps) {
  const shell = useTranslation().t;
  return (
    <Dialog open={open} onClose={onClose} title={title} close={shell("close")}>
      {open && <Inside onClose={onClose} {...rest} />}
    </Dialog>
  );
}

function Inside({ here, nowhere, without, onMove, onClose }: Omit<MoveDialogProps, "open" | "title">) {
  const { t } = useTranslation("library");
  const { folders, create } = useFolders();
  const [words, setWords] = useState("");
  const wanted = words.trim().toLocaleLowerCase();
  const lines = treeOf(folders)
    .filter(({ folder }) => without?.has(folder.id) !== true)
    .filter(({ folder }) => folder.name.toLocaleLowerCase().includes(wanted));
  const known = folders.some((folder) => folder.name.toLocaleLowerCase() === wanted);
  const choose = (folder: string | null, name: string) => {
    onClose();
    onMove(folder, name);
  };
  const make = () =>
    create.mutate({ name: words.trim(), parent_id: null }, { onSuccess: (folder) => choose(folder.id, folder.name) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const [only] = lines;
        if (wanted === "") return;
        if (only === undefined) make();
        else choose(only.folder.id, only.folder.name);
      }}
    >
      <TextField
        label={t("findFolder")}
        hideLabel
        placeholder={t("findFolder")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        wrong={create.isError ? said(create.error) : undefined}
      />
      <ul className="mt-3 max-h-80 overflow-y-auto">
        {wanted === "" && (
          <Choice icon={<FolderX aria-hidden />} now={here === null} onClick={() => choose(null, nowhere)}>
            {nowhere}
          </Choice>
        )}
        {lines.map(({ folder, depth }) => (
          <Choice
            key={folder.id}
            icon={<FolderSign aria-hidden />}
            depth={wanted === "" ? depth : 0}
            now={here === folder.id}
            onClick={() => choose(folder.id, folder.name)}
          >
            {folder.name}
          </Choice>
        ))}
        {wanted !== "" && lines.length === 0 && <li className="px-2.5 py-2 text-sm text-quiet">{t("noSuchFolder")}</li>}
        {wanted !== "" && !known && without === undefined && (
          <Choice icon={<FolderPlus aria-hidden />} onClick={make}>
            {t("makeFolderNamed", { name: words.trim() })}
          </Choice>
        )}
      </ul>
    </form>
  );
}

interface ChoiceProps {
  icon: ReactNode;
  now?: boolean;
  depth?: number;
  onClick: () => void;
  children: ReactNode;
}

function Choice({ icon, now = false, depth = 0, onClick, children }: ChoiceProps) {
  return (
    <li>
      <button
        type="button"
        onClick={onClick}
        aria-current={now ? "true" : undefined}
        style={{ paddingLeft: 10 + 18 * depth }}
        className={classes(
          "flex min-h-10 w-full items-center gap-2.5 rounded-sm py-1.5 pr-2.5 text-left text-base -outline-offset-2! transition duration-150 hover:bg-raised [&_svg]:size-4 [&_svg]:shrink-0 [&>svg:first-child]:text-quiet",
        )}
      >
        {icon}
        <span className="min-w-0 grow truncate">{children}</span>
        {now && <Check aria-hidden className="text-moon-text" />}
      </button>
    </li>
  );
}
