import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Ellipsis, Film, Image as ImageSign, RotateCcw, TextCursorInput, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, type Upload } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { takeUp } from "@/draft/draft.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Menu, MenuItem, MenuLine } from "@/ui/Menu.tsx";
import { toast } from "@/ui/toasts.ts";
import { ago, bytes, seconds } from "@/words/facts.ts";

import { Confirm } from "./Confirm.tsx";

/** A picture or a clip that was sent. */
export function UploadCard({ upload }: { upload: Upload }) {
  const { t, i18n } = useTranslation("library");
  const shell = useTranslation().t;
  const [open, setOpen] = useState(false);
  const [purging, setPurging] = useState(false);
  const change = useChange(upload);
  const gone = upload.trashed_at !== null;
  const language = i18n.language;
  const length = upload.kind === "clip" && upload.fps !== null ? seconds(upload.frames / upload.fps, language) : null;
  const facts = [
    length,
    upload.size.replace("x", "×"),
    bytes(upload.size_bytes, language),
    ago(upload.created_at, language),
  ];
  const use = () => {
    const picture = upload.kind === "image" ? upload.content : null;
    takeUp({ given: { kind: upload.kind, id: upload.id, name: upload.name, picture } });
    toast(t("taken"));
  };
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-panel [contain-intrinsic-size:auto_240px] [content-visibility:auto]">
      <button
        type="button"
        aria-label={`${t("open")}: ${upload.name}`}
        onClick={() => setOpen(true)}
        className="relative block aspect-video w-full overflow-hidden bg-raised -outline-offset-2!"
      >
        <Sample upload={upload} className="size-full object-cover" />
        <span className="absolute bottom-2 left-2 grid size-7 place-items-center rounded-full bg-black/55 text-white [&_svg]:size-4">
          {upload.kind === "image" ? <ImageSign aria-label={t("picture")} /> : <Film aria-label={t("clip")} />}
        </span>
      </button>
      <div className="flex items-start gap-2 py-2.5 pr-1.5 pl-3">
        <div className="min-w-0 grow">
          <p className="truncate" title={upload.name}>
            {upload.name}
          </p>
          <p className="truncate text-xs text-quiet">{facts.filter((fact) => fact !== null).join(" · ")}</p>
        </div>
        {gone ? (
          <>
            <IconButton label={t("restore")} size="small" onClick={() => change.mutate("restore")}>
              <RotateCcw aria-hidden />
            </IconButton>
            <IconButton label={t("purge")} size="small" onClick={() => setPurging(true)}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        ) : (
          <>
            <IconButton label={t("useInComposer")} size="small" onClick={use}>
              <TextCursorInput aria-hidden />
            </IconButton>
            <Menu
              align="end"
              label={upload.name}
              trigger={
                <IconButton label={t("moreOf", { name: upload.name })} size="small">
                  <Ellipsis aria-hidden />
                </IconButton>
              }
            >
              <MenuItem icon={<TextCursorInput aria-hidden />} onSelect={use}>
                {t("useInComposer")}
              </MenuItem>
              <MenuItem icon={<Download aria-hidden />} onSelect={() => location.assign(upload.content)}>
                {t("download")}
              </MenuItem>
              <MenuLine />
              <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => change.mutate("trash")}>
                {t("toTrash")}
              </MenuItem>
            </Menu>
          </>
        )}
      </div>
      <Dialog open={open} onClose={() => setOpen(false)} title={upload.name} close={shell("close")} width="wide">
        <Sample upload={upload} whole className="mx-auto max-h-[66dvh] max-w-full rounded-lg" />
        {!gone && (
          <div className="mt-4 flex justify-end gap-2">
            <Button
              onClick={() => {
                setOpen(false);
                use();
              }}
            >
              {t("useInComposer")}
            </Button>
          </div>
        )}
      </Dialog>
      <Confirm
        open={purging}
        title={t("uploadPurgeTitle", { name: upload.name })}
        about={t("uploadPurgeAbout")}
        action={t("purge")}
        onClose={() => setPurging(false)}
        onDo={() => change.mutate("purge")}
      />
    </li>
  );
}

function Sample({ upload, whole = false, className }: { upload: Upload; whole?: boolean; className: string }) {
  if (upload.kind === "image") {
    return (
      <img src={upload.content} alt={whole ? upload.name : ""} loading="lazy" decoding="async" className={className} />
    );
  }
  return (
    <video
      src={whole ? upload.content : `${upload.content}#t=0.1`}
      muted
      playsInline
      loop={whole}
      controls={whole}
      autoPlay={whole}
      preload="metadata"
      aria-label={whole ? upload.name : undefined}
      aria-hidden={!whole}
      tabIndex={whole ? 0 : -1}
      className={className}
    />
  );
}

type Change = "trash" | "restore" | "purge";

function useChange(upload: Upload) {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  const client = useQueryClient();
  const params = { params: { path: { upload_id: upload.id } } };
  const settled = () => {
    void client.invalidateQueries({ queryKey: keys.uploads });
    void client.invalidateQueries({ queryKey: keys.counts });
  };
  const back = () =>
    void api
      .POST("/api/uploads/{upload_id}/restore", params)
      .then(settled, (error: unknown) => toast(said(error), { tone: "wrong" }));
  return useMutation({
    mutationFn: async (change: Change) => {
      if (change === "trash") await api.POST("/api/uploads/{upload_id}/trash", params);
      else if (change === "restore") await api.POST("/api/uploads/{upload_id}/restore", params);
      else await api.DELETE("/api/uploads/{upload_id}", params);
    },
    onSuccess: (_, change) => {
      const { name } = upload;
      if (change === "trash") toast(t("uploadTrashed", { name }), { action: { label: shell("undo"), run: back } });
      if (change === "purge") toast(t("uploadGone", { name }));
    },
    onError: (error) => toast(said(error), { tone: "wrong" }),
    onSettled: settled,
  });
}
