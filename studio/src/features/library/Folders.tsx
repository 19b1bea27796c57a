import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { persist } from "zustand/middleware";

import { countsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { IconButton } from "@/ui/Button.tsx";

import { FolderDialogs, type Asked } from "./FolderDialogs.tsx";
import { FolderLine } from "./FolderLine.tsx";
import { FolderName } from "./FolderName.tsx";
import { treeOf } from "./folderTree.ts";
import { useFolders } from "./useFolders.ts";

interface Closed {
  closed: readonly string[];
}

const useClosed = create<Closed>()(persist((): Closed => ({ closed: [] }), { name: "yozora.folders" }));

const toggle = (id: string) =>
  useClosed.setState(({ closed }) => ({
    closed: closed.includes(id) ? closed.filter((one) => one !== id) : [...closed, id],
  }));

/** Where a name is being written: a new folder inside `parent`, or another name for `id`. */
type Writing = { kind: "new"; parent: string | null } | { kind: "rename"; id: string };

/** The folders of the library: made, named, moved, filled by dropping clips onto them. */
export function Folders() {
  const { t } = useTranslation("library");
  const { folders, create: make, change } = useFolders();
  const { data: counts } = useQuery(countsQuery);
  const closed = useClosed((now) => now.closed);
  const [writing, setWriting] = useState<Writing | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const begin = (now: Writing | null) => {
    make.reset();
    change.reset();
    setWriting(now);
  };
  const stop = () => begin(null);
  const newIn = (parent: string | null, depth: number) => (
    <FolderName
      depth={depth}
      name=""
      wrong={make.isError ? said(make.error) : undefined}
      onDone={(name) => make.mutate({ name, parent_id: parent }, { onSuccess: stop })}
      onStop={stop}
    />
  );
  return (
    <section aria-label={t("folders")} className="mt-4">
      <div className="flex items-center justify-between pr-1 pl-3">
        <h2 className="text-xs font-medium tracking-wider text-quiet uppercase">{t("folders")}</h2>
        <IconButton label={t("newFolder")} size="small" onClick={() => begin({ kind: "new", parent: null })}>
          <Plus aria-hidden />
        </IconButton>
      </div>
      <ul>
        {writing?.kind === "new" && writing.parent === null && newIn(null, 0)}
        {treeOf(folders, new Set(closed)).map((branch) => {
          const { folder, depth } = branch;
          if (writing?.kind === "rename" && writing.id === folder.id) {
            return (
              <FolderName
                key={folder.id}
                depth={depth}
                name={folder.name}
                wrong={change.isError ? said(change.error) : undefined}
                onDone={(name) =>
                  change.mutate({ id: folder.id, name, parent_id: folder.parent_id }, { onSuccess: stop })
                }
                onStop={stop}
              />
            );
          }
          return (
            <FolderLine
              key={folder.id}
              branch={branch}
              open={!closed.includes(folder.id)}
              count={counts?.folders[folder.id] ?? 0}
              onToggle={() => toggle(folder.id)}
              onNew={() => {
                if (closed.includes(folder.id)) toggle(folder.id);
                begin({ kind: "new", parent: folder.id });
              }}
              onRename={() => begin({ kind: "rename", id: folder.id })}
              onMove={() => setAsked({ kind: "move", folder })}
              onDelete={() => setAsked({ kind: "delete", folder })}
            >
              {writing?.kind === "new" && writing.parent === folder.id && <ul>{newIn(folder.id, depth + 1)}</ul>}
            </FolderLine>
          );
        })}
      </ul>
      <FolderDialogs asked={asked} onClose={() => setAsked(null)} />
    </section>
  );
}
