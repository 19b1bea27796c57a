import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { clipsQuery } from "@/api/queries.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { nameOf } from "@/clips/facts.ts";
import type { Given } from "@/draft/draft.ts";

import { Tile, Tiles } from "./Tiles.tsx";

const SHOWN = 36;

/** The newest clips of the library that are finished. */
export function PickClip({ onPick }: { onPick: (given: Given) => void }) {
  const { t } = useTranslation("composer");
  const { data } = useInfiniteQuery(clipsQuery({ status: "completed" }));
  const clips = data?.pages.flatMap((page) => page.clips).filter((clip) => clip.frames > 1);
  return (
    <Tiles empty={t("noClips")} count={clips?.length ?? null}>
      {clips?.slice(0, SHOWN).map((clip) => (
        <Tile
          key={clip.id}
          name={nameOf(clip)}
          onPick={() => onPick({ kind: "clip", id: clip.id, name: nameOf(clip), picture: clip.thumbnail })}
        >
          <ClipPicture clip={clip} className="size-full" />
        </Tile>
      ))}
    </Tiles>
  );
}
