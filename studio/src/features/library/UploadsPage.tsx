import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CloudUpload, Trash2, Upload as UploadSign } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import { keys, uploadsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Empty, Problem, Skeleton } from "@/ui/States.tsx";
import { Top } from "@/ui/Top.tsx";

import { SendingList } from "./SendingList.tsx";
import { UploadCard } from "./UploadCard.tsx";
import { send } from "./uploading.ts";

type Shown = "here" | "trash";

const KINDS = "video/mp4,video/quicktime,video/webm,image/png,image/jpeg,image/webp,.mov,.mkv";

/** Pictures and clips that were sent, and a place to send more. */
export function UploadsPage() {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown>("here");
  const uploads = useQuery(uploadsQuery(shown === "trash"));
  const chooser = useRef<HTMLInputElement>(null);
  const arrived = () => {
    void client.invalidateQueries({ queryKey: keys.uploads });
    void client.invalidateQueries({ queryKey: keys.counts });
  };
  const give = (files: Iterable<File>) => {
    setShown("here");
    send(files, arrived);
  };
  const { over, handlers } = useFileDrop(give);
  const title = shell("uploads");
  const choose = () => chooser.current?.click();
  return (
    <div className="relative flex grow flex-col pb-46" {...handlers}>
      <title>{`${title} · ${shell("title")}`}</title>
      <h1 className="sr-only">{title}</h1>
      <Top>
        <Segments
          label={t("shown")}
          value={shown}
          onChange={setShown}
          segments={[
            { value: "here", label: t("uploads") },
            { value: "trash", label: t("uploadTrash") },
          ]}
        />
        <Button onClick={choose}>
          <UploadSign aria-hidden />
          <span className="max-sm:sr-only">{t("upload")}</span>
        </Button>
      </Top>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={KINDS}
        aria-label={t("chooseFiles")}
        onChange={(event) => {
          give(event.target.files ?? []);
          event.target.value = ""; // the same file may be chosen again
        }}
      />
      <SendingList arrived={arrived} />
      {uploads.isError && <Problem title={t("wrong")}>{said(uploads.error)}</Problem>}
      {uploads.isPending && <Waiting />}
      {uploads.data?.length === 0 &&
        (shown === "trash" ? (
          <Empty icon={<Trash2 />} title={t("noUploadTrash")}>
            <p>{t("noTrashHint")}</p>
          </Empty>
        ) : (
          <Empty icon={<CloudUpload />} title={t("noUploads")}>
            <p>{t("noUploadsHint")}</p>
            <p className="text-sm">{t("fileKinds")}</p>
            <Button onClick={choose}>{t("chooseFiles")}</Button>
          </Empty>
        ))}
      {uploads.data !== undefined && uploads.data.length > 0 && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(240px,100%),1fr))] gap-3.5">
          {uploads.data.map((upload) => (
            <UploadCard key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {over && (
        <div className="pointer-events-none fixed inset-3 z-30 grid place-items-center rounded-xl border-2 border-dashed border-moon bg-shade text-lg font-medium text-white">
          {t("dropHere")}
        </div>
      )}
    </div>
  );
}

/** Files that are dragged over the page and dropped on it. */
function useFileDrop(give: (files: Iterable<File>) => void) {
  const [over, setOver] = useState(false);
  const inside = useRef(0);
  const files = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (!files(event)) return;
      inside.current += 1;
      setOver(true);
    },
    onDragOver: (event: DragEvent) => {
      if (files(event)) event.preventDefault();
    },
    onDragLeave: (event: DragEvent) => {
      if (!files(event)) return;
      inside.current -= 1;
      if (inside.current <= 0) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      inside.current = 0;
      setOver(false);
      if (!files(event)) return;
      event.preventDefault();
      give(event.dataTransfer.files);
    },
  };
  return { over, handlers };
}

function Waiting() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(240px,100%),1fr))] gap-3.5">
      {Array.from({ length: 6 }, (_, place) => (
        <Skeleton key={place} className="aspect-4/3" />
      ))}
    </div>
  );
}
