import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { markWords } from "@/safety/marking.ts";
import { Wrong } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Segments } from "@/ui/Segments.tsx";

import { fetched, keep } from "./changes.ts";
import { ClipPicker } from "./ClipPicker.tsx";
import { FilePicker } from "./FilePicker.tsx";

type From = "library" | "file";

/** Somebody to be known by a name: where they are seen, and what they are called. */
export function NewCharacter({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("characters.new")}
      about={t("characters.about")}
      close={t("close")}
      width="wide"
    >
      {open && <Form onClose={onClose} />}
    </Dialog>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [from, setFrom] = useState<From>("library");
  const [clip, setClip] = useState<Clip>();
  const [file, setFile] = useState<File>();
  const [name, setName] = useState("");
  const [words, setWords] = useState("");
  const [tried, setTried] = useState(false);
  const source = from === "library" ? clip : file;
  const making = useMutation({
    mutationFn: async () => {
      const likeness = { name: name.trim(), words: words.trim() };
      if (from === "file" && file !== undefined) return keep({ ...likeness, file, fileName: file.name });
      const content = await fetched(clip?.video ?? "");
      return keep({ ...likeness, file: content, fileName: `${clip?.id ?? "clip"}.mp4` });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.characters });
      onClose();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && source !== undefined && !making.isPending) making.mutate();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div>
        <Segments
          label={t("characters.from")}
          value={from}
          segments={(["library", "file"] as const).map((value) => ({ value, label: t(`characters.${value}`) }))}
          onChange={setFrom}
        />
      </div>
      {from === "library" ? (
        <ClipPicker chosen={clip} onChoose={setClip} />
      ) : (
        <FilePicker chosen={file} onChoose={setFile} />
      )}
      {tried && source === undefined && <p className="text-sm text-unknown">{t("characters.sourceMissing")}</p>}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t("characters.name")}
          note={t("characters.nameHint")}
          maxLength={80}
          value={name}
          wrong={tried && name.trim() === "" ? t("characters.nameMissing") : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t("characters.words")}
          note={t("characters.wordsHint")}
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      {making.isError && (
        <Wrong
          title={t("characters.notKept")}
          error={making.error}
          onEdit={({ words }) => form.current !== null && markWords(form.current, words)}
          onAgain={() => making.mutate()}
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" aria-disabled={making.isPending}>
          {t(making.isPending ? "characters.looking" : "characters.save")}
        </Button>
      </div>
    </form>
  );
}
