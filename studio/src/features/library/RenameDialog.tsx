import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, type Clip } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { nameOf } from "@/clips/facts.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";

import { libraryChanged, showChange } from "./shelf.ts";

const LONGEST = 200;

/** Gives a clip a name of its own. */
export function RenameDialog({ clip, onClose }: { clip: Clip | null; onClose: () => void }) {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  return (
    <Dialog open={clip !== null} onClose={onClose} title={t("renameTitle")} close={shell("close")}>
      {clip !== null && <Form clip={clip} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ clip, onClose }: { clip: Clip; onClose: () => void }) {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  const client = useQueryClient();
  const [name, setName] = useState(() => nameOf(clip).slice(0, LONGEST));
  const rename = useMutation({
    mutationFn: (title: string) =>
      api.PATCH("/api/clips/{clip_id}", { params: { path: { clip_id: clip.id } }, body: { title } }),
    onSuccess: (_, title) => {
      showChange(client, new Set([clip.id]), { title });
      libraryChanged(client);
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const title = name.trim();
        rename.mutate(title === clip.prompt ? "" : title);
      }}
    >
      <TextField
        label={t("nameOfClip")}
        note={t("nameNote")}
        wrong={rename.isError ? said(rename.error) : undefined}
        value={name}
        maxLength={LONGEST}
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{shell("cancel")}</Button>
        <Button type="submit" disabled={rename.isPending}>
          {shell("save")}
        </Button>
      </div>
    </form>
  );
}
