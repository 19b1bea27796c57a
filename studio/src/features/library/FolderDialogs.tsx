import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Folder } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { toast } from "@/ui/toasts.ts";

import { Confirm } from "./Confirm.tsx";
import { withInside } from "./folderTree.ts";
import { MoveDialog } from "./MoveDialog.tsx";
import { useFolders } from "./useFolders.ts";

export interface Asked {
  kind: "move" | "delete";
  folder: Folder;
}

/** What is asked before a folder is moved or deleted. */
export function FolderDialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  const { t } = useTranslation("library");
  const { folders, change, remove } = useFolders();
  const go = useNavigate();
  const name = asked?.folder.name ?? "";
  const wrong = (error: unknown) => toast(said(error), { tone: "wrong" });
  return (
    <>
      <Confirm
        open={asked?.kind === "delete"}
        title={t("deleteFolderTitle", { name })}
        about={t("deleteFolderAbout")}
        action={t("deleteFolder")}
        onClose={onClose}
        onDo={() => {
          if (asked === null) return;
          const gone = withInside(folders, asked.folder.id);
          remove.mutate(asked.folder.id, {
            onSuccess: () => {
              if ([...gone].some((id) => location.pathname === `/folders/${id}`)) void go("/");
            },
            onError: wrong,
          });
        }}
      />
      <MoveDialog
        open={asked?.kind === "move"}
        title={t("moveFolderTitle", { name })}
        here={asked?.folder.parent_id}
        nowhere={t("topLevel")}
        without={asked === null ? new Set() : withInside(folders, asked.folder.id)}
        onClose={onClose}
        onMove={(parent) =>
          asked !== null && change.mutate({ id: asked.folder.id, name, parent_id: parent }, { onError: wrong })
        }
      />
    </>
  );
}
