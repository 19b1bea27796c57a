import { useQuery } from "@tanstack/react-query";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { clipQuery } from "@/api/queries.ts";
import { aspectOf } from "@/clips/facts.ts";
import { useOperations } from "@/clips/operations.ts";
import { playableOf, Player, type PlayerHandle } from "@/player/index.ts";
import { Button } from "@/ui/Button.tsx";

import { useTrash } from "./change.ts";
import { Failed } from "./Failed.tsx";
import { Growing } from "./Growing.tsx";

/** The clip itself: played, growing, or why it is not there. */
export function Stage({ clip, player }: { clip: ClipDetail; player: Ref<PlayerHandle> }) {
  const { t } = useTranslation("clip");
  const { calledBy } = useOperations();
  const { restore } = useTrash();
  const [first] = clip.parents;
  const { data: parent } = useQuery({ ...clipQuery(first ?? ""), enabled: first !== undefined });
  const from = parent?.thumbnail ?? null;
  const played = playableOf(clip.trashed_at === null ? clip : { ...clip, ...trashedPictures(clip) });
  return (
    <div>
      {clip.trashed_at !== null && (
        <p className="mb-3 flex items-center justify-between gap-3 rounded-lg border border-line bg-panel px-4 py-2">
          {t("inTrash")}
          <Button size="small" onClick={() => restore(clip.id)}>
            {t("restore")}
          </Button>
        </p>
      )}
      {played !== null ? (
        <Player ref={player} clip={played} name={calledBy(clip)} keys="page" autoPlay />
      ) : clip.status === "failed" ? (
        <div
          className="grid max-h-[62dvh] min-h-56 w-full place-items-center rounded-xl border border-line bg-panel p-4"
          style={{ aspectRatio: Math.max(1.4, aspectOf(clip.size)) }}
        >
          <Failed clip={clip} />
        </div>
      ) : (
        <Growing clip={clip} from={from} className="max-h-[68dvh] rounded-xl border border-line" />
      )}
    </div>
  );
}

/** The files of a clip in the trash have another address. */
function trashedPictures({ id, video }: ClipDetail) {
  const at = (variant: string) => `/api/clips/${id}/content?variant=${variant}`;
  return { video: video === null ? null : at("video"), thumbnail: at("thumbnail"), spritesheet: at("spritesheet") };
}
