import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type Preset } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { lookOf, pictureOf, SIDES, wordsOf, type Look } from "@/clips/styles.ts";
import { markWords } from "@/safety/marking.ts";
import { Wrong } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Switch } from "@/ui/Switch.tsx";

import { entriesOf } from "./looks.ts";

interface StyleEditorProps {
  /** A style of one's own, or a new one; undefined while nothing is edited. */
  open: Preset | "new" | undefined;
  onClose: () => void;
}

/** The words of a style beside a picture of what they do. */
export function StyleEditor({ open, onClose }: StyleEditorProps) {
  const { t } = useTranslation("settings");
  return (
    <Dialog
      open={open !== undefined}
      onClose={onClose}
      title={t(open === "new" ? "styles.new" : "styles.change")}
      about={t("styles.about")}
      close={t("close")}
      width="wide"
    >
      {open !== undefined && <Form style={open === "new" ? null : open} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ style, onClose }: { style: Preset | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(style?.name ?? "");
  const [look, setLook] = useState<Look>(() => lookOf(style?.entries ?? {}));
  const [shared, setShared] = useState(style?.shared ?? false);
  const [tried, setTried] = useState(false);
  const words = wordsOf(look);
  const keep = useMutation({
    mutationFn: () => {
      const said = { name: name.trim(), entries: entriesOf(look), shared };
      const path = { preset_id: style?.id ?? "" };
      return style === null
        ? body(api.POST("/api/presets", { body: said }))
        : body(api.PUT("/api/presets/{preset_id}", { params: { path }, body: said }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.presets });
      onClose();
    },
  });
  const taken = keep.error instanceof Refused && keep.error.code === "name_taken";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && words !== "" && !keep.isPending) keep.mutate();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div className="grid gap-6 md:grid-cols-[1fr_22rem]">
        <div className="grid content-start gap-4 sm:grid-cols-2">
          <div className="sm:col-span-2">
            <TextField
              label={t("styles.name")}
              maxLength={120}
              value={name}
              wrong={tried && name.trim() === "" ? t("styles.nameMissing") : taken ? said(keep.error) : undefined}
              onChange={(event) => {
                setName(event.target.value);
                keep.reset();
              }}
            />
          </div>
          {SIDES.map((side) => (
            <TextField
              key={side}
              label={t(`styles.sides.${side}`)}
              placeholder={t(`styles.such.${side}`)}
              maxLength={500}
              value={look[side]}
              onChange={(event) => setLook((now) => ({ ...now, [side]: event.target.value }))}
            />
          ))}
        </div>
        <Preview words={words} name={name} />
      </div>
      <Switch label={t("styles.share")} note={t("styles.shareHint")} checked={shared} onChange={setShared} />
      {tried && words === "" && <p className="text-sm text-unknown">{t("styles.wordsMissing")}</p>}
      {keep.isError && !taken && (
        <Wrong
          title={t("styles.notKept")}
          error={keep.error}
          onEdit={({ words }) => form.current !== null && markWords(form.current, words)}
          onAgain={() => keep.mutate()}
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" aria-disabled={keep.isPending}>
          {t("styles.save")}
        </Button>
      </div>
    </form>
  );
}

const STILL_MS = 450;

/** The picture of the words as they were when the hand last rested. */
function Preview({ words, name }: { words: string; name: string }) {
  const { t } = useTranslation("settings");
  const [shown, setShown] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setShown(words), STILL_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <figure className="md:sticky md:top-0">
      <div className="relative aspect-video overflow-hidden rounded-lg border border-line bg-raised">
        <img
          src={pictureOf(shown)}
          alt={t("styles.picture", { name })}
          className="absolute inset-0 size-full object-cover"
        />
      </div>
      <figcaption className="mt-2 text-sm text-quiet">{words === "" ? t("styles.preview") : words}</figcaption>
    </figure>
  );
}
