import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Clip, Upload } from "@/api/client.ts";
import { clipQuery, uploadsQuery } from "@/api/queries.ts";
import { aspectOf, nameOf } from "@/clips/facts.ts";
import type { Timeline } from "@/timeline/timeline.ts";

/** What lies behind a card of a picture or a clip. `waiting` is being made; `missing` is gone or in the trash. */
export interface Source {
  id: string;
  kind: "image" | "clip";
  state: "ready" | "waiting" | "missing" | "loading";
  name: string;
  /** Null for pictures, and while it is not known. */
  seconds: number | null;
  frames: number;
  fps: number | null;
  /** Width divided by height. */
  aspect: number;
  picture: string | null;
  sheet: string | null;
  video: string | null;
}

export type Sources = ReadonlyMap<string, Source>;

export function sourceOfClip(clip: Clip): Source {
  const gone = clip.trashed_at !== null || clip.status === "failed";
  return {
    id: clip.id,
    kind: "clip",
    state: gone ? "missing" : clip.status === "completed" ? "ready" : "waiting",
    name: nameOf(clip),
    seconds: clip.seconds,
    frames: clip.frames,
    fps: clip.fps,
    aspect: aspectOf(clip.size),
    picture: clip.thumbnail,
    sheet: clip.spritesheet,
    video: clip.video,
  };
}

export function sourceOfUpload(upload: Upload): Source {
  const { id, kind, name, fps, frames, content } = upload;
  const isClip = kind === "clip";
  return {
    ...{ id, kind, name, frames, fps, state: "ready" as const, sheet: null },
    aspect: aspectOf(upload.size),
    seconds: isClip && fps !== null ? frames / fps : null,
    picture: isClip ? null : content,
    video: isClip ? content : null,
  };
}

/** The files of a timeline's cards, by their ids. */
export function useSources(line: Timeline): Sources {
  const files = [...new Set(line.cards.flatMap((card) => (card.kind === "text" ? [] : [card.file])))].sort();
  const clips = files.filter((file) => file.startsWith("video_"));
  const uploads = useQuery({ ...uploadsQuery(), enabled: files.length > clips.length });
  const found = useQueries({
    queries: clips.map((id) => clipQuery(id)),
    combine: (answers) => ({
      data: answers.map((one) => one.data),
      wrong: answers.map((one) => one.isError),
    }),
  });
  const wanted = files.join(" ");
  return useMemo(() => {
    const sources = new Map<string, Source>();
    for (const id of wanted.split(" ").filter((one) => one !== "")) {
      const place = clips.indexOf(id);
      const clip = place === -1 ? undefined : found.data[place];
      const upload = uploads.data?.find((one) => one.id === id);
      const isLoading = place === -1 ? uploads.isPending : found.wrong[place] !== true;
      if (clip !== undefined) sources.set(id, sourceOfClip(clip));
      else if (upload !== undefined) sources.set(id, sourceOfUpload(upload));
      else sources.set(id, unknown(id, isLoading));
    }
    return sources;
    // The clips follow from the files.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, found, uploads.data, uploads.isPending]);
}

const unknown = (id: string, isLoading: boolean): Source => ({
  ...{
    id,
    kind: "clip",
    name: id,
    seconds: null,
    frames: 1,
    fps: null,
    aspect: 16 / 9,
    picture: null,
    sheet: null,
    video: null,
  },
  state: isLoading ? "loading" : "missing",
});
