import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Upload as UploadSign, X } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { clipsQuery, uploadsQuery } from "@/api/queries.ts";
import { DRAGGED } from "@/clips/facts.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Skeleton } from "@/ui/States.tsx";

import type { Actions } from "./actions.ts";
import { DRAGGED_UPLOAD } from "./dragged.ts";
import { sourceOfClip, sourceOfUpload, type Source } from "./sources.ts";
import { useSay } from "./useSay.ts";

export type Shelf = "clips" | "uploads";

interface PickerProps {
  shelf: Shelf;
  onShelf: (shelf: Shelf | null) => void;
  actions: Actions;
}

/** Clips of the library and uploads, to be clicked or dragged onto the line of time. It lies where the card's settings
 * are, so that nothing lies over the line. */
export function Picker({ shelf, onShelf, actions }: PickerProps) {
  const { t } = useTranslation(["storyboard", "shell"]);
  const field = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label={t("picker")}
      className="flex min-h-0 animate-appear flex-col gap-3 rounded-xl border border-line bg-panel p-4 outline-none max-lg:max-h-[70dvh] lg:h-[max(16rem,calc(100dvh-23.5rem-var(--rows,0rem)))]"
    >
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{t("picker")}</h2>
        <IconButton label={t("shell:close")} size="small" onClick={() => onShelf(null)}>
          <X aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segments
          label={t("picker")}
          value={shelf}
          segments={[
            { value: "clips", label: t("pickerClips") },
            { value: "uploads", label: t("pickerUploads") },
          ]}
          onChange={onShelf}
        />
        <Button size="small" onClick={() => field.current?.click()}>
          <UploadSign aria-hidden />
          {t("upload")}
        </Button>
        <input
          ref={field}
          type="file"
          accept="image/*,video/*"
          multiple
          hidden
          onChange={(event) => {
            void actions.addFiles([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
      {shelf === "clips" ? <Clips actions={actions} /> : <Uploads actions={actions} />}
    </section>
  );
}

function Clips({ actions }: { actions: Actions }) {
  const { t } = useTranslation(["storyboard", "shell"]);
  const [words, setWords] = useState("");
  const search = useDeferredValue(words.trim());
  const found = useInfiniteQuery(clipsQuery({ status: "completed", ...(search === "" ? {} : { search }) }));
  const clips = found.data?.pages.flatMap((page) => page.clips);
  return (
    <>
      <TextField
        label={t("pickerSearch")}
        hideLabel
        type="search"
        placeholder={t("pickerSearch")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Grid hint={t("pickerHint")} isWaiting={found.isPending} isEmpty={clips?.length === 0} empty={t("pickerEmpty")}>
        {clips?.map((clip) => (
          <Thing
            key={clip.id}
            source={sourceOfClip(clip)}
            onAdd={() => actions.add(sourceOfClip(clip))}
            onDrag={(data) => data.setData(DRAGGED, JSON.stringify([clip.id]))}
          />
        ))}
        {found.hasNextPage && (
          <Button size="small" className="col-span-2" onClick={() => void found.fetchNextPage()}>
            {t("shell:more")}
          </Button>
        )}
      </Grid>
    </>
  );
}

function Uploads({ actions }: { actions: Actions }) {
  const { t } = useTranslation("storyboard");
  const uploads = useQuery(uploadsQuery());
  return (
    <Grid
      hint={t("pickerHint")}
      isWaiting={uploads.isPending}
      isEmpty={uploads.data?.length === 0}
      empty={t("pickerNoUploads")}
    >
      {uploads.data?.map((upload) => {
        const source = sourceOfUpload(upload);
        const { id, kind, seconds } = source;
        return (
          <Thing
            key={id}
            source={source}
            onAdd={() => actions.add(source)}
            onDrag={(data) => data.setData(DRAGGED_UPLOAD, JSON.stringify({ id, kind, seconds }))}
          />
        );
      })}
    </Grid>
  );
}

interface GridProps {
  hint: string;
  isWaiting: boolean;
  isEmpty: boolean;
  empty: string;
  children: ReactNode;
}

function Grid({ hint, isWaiting, isEmpty, empty, children }: GridProps) {
  return (
    <>
      <p className="text-sm text-quiet">{isEmpty ? empty : hint}</p>
      <div className="-m-1 grid min-h-0 grow auto-rows-min grid-cols-2 gap-2 overflow-y-auto p-1">
        {isWaiting
          ? Array.from({ length: 6 }, (_, place) => <Skeleton key={place} className="aspect-video" />)
          : children}
      </div>
    </>
  );
}

interface ThingProps {
  source: Source;
  onAdd: () => void;
  onDrag: (data: DataTransfer) => void;
}

function Thing({ source, onAdd, onDrag }: ThingProps) {
  const { time } = useSay();
  return (
    <button
      type="button"
      draggable
      onClick={onAdd}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "copy";
        onDrag(event.dataTransfer);
      }}
      className="group relative aspect-video overflow-hidden rounded-md border border-line bg-black text-left hover:border-moon"
    >
      {source.picture !== null ? (
        <img src={source.picture} alt="" loading="lazy" draggable={false} className="size-full object-cover" />
      ) : (
        source.video !== null && (
          <video src={`${source.video}#t=0.1`} preload="metadata" muted className="size-full object-cover" />
        )
      )}
      <span className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/85 to-transparent px-2 pt-5 pb-1 text-xs text-white">
        <span className="line-clamp-1">{source.name}</span>
        {source.seconds !== null && <span className="text-white/80">{time(source.seconds)}</span>}
      </span>
    </button>
  );
}
