import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Film, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { clipsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { useOperations } from "@/clips/operations.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { INPUT } from "@/ui/Fields.tsx";
import { Problem, Skeleton } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { seconds } from "@/words/facts.ts";

import { useLater } from "./useLater.ts";

interface PickClipProps {
  /** The clip that is there already, and cannot be chosen. */
  except: string;
  value: Clip | null;
  onChange: (clip: Clip) => void;
}

/** The second clip: chosen among all that are made. */
export function PickClip({ except, value, onChange }: PickClipProps) {
  const { t, i18n } = useTranslation("tools");
  const { calledBy } = useOperations();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex items-center gap-3 rounded-lg border border-line bg-raised/60 p-2 text-left transition duration-150 hover:border-edge"
      >
        {value === null ? (
          <>
            <span className="grid h-12 w-20 place-items-center rounded-md border border-dashed border-edge text-quiet">
              <Film aria-hidden className="size-4" />
            </span>
            <span>{t("chooseSecond")}</span>
          </>
        ) : (
          <>
            <ClipPicture clip={value} className="h-12 w-20 shrink-0 rounded-md" />
            <span className="min-w-0 grow">
              <span className="block truncate">{calledBy(value)}</span>
              <span className="block text-sm text-quiet">
                {t("second")} · {seconds(value.seconds, i18n.language)}
              </span>
            </span>
          </>
        )}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("chooseSecond")} close={t("close")} width="wide">
        <Choices
          except={except}
          onPick={(clip) => {
            onChange(clip);
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

function Choices({ except, onPick }: { except: string; onPick: (clip: Clip) => void }) {
  const { t } = useTranslation("tools");
  const { calledBy } = useOperations();
  const [words, setWords] = useState("");
  const search = useLater(words.trim(), 200);
  const found = useInfiniteQuery({
    ...clipsQuery({ status: "completed", ...(search === "" ? {} : { search }) }),
    placeholderData: keepPreviousData,
  });
  const clips = (found.data?.pages ?? []).flatMap((page) => page.clips).filter((clip) => clip.id !== except);
  return (
    <div className="flex flex-col gap-4 pt-1">
      <div className="relative">
        <Search aria-hidden className="absolute top-3 left-3 size-4 text-quiet" />
        <input
          aria-label={t("search")}
          placeholder={t("search")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className={classes(INPUT, "h-10 pl-9")}
        />
      </div>
      {found.isError && <Problem title={t("noClips")}>{said(found.error)}</Problem>}
      {found.isSuccess && clips.length === 0 && <p className="py-8 text-center text-quiet">{t("noneFound")}</p>}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(10.5rem,1fr))] gap-3">
        {found.isPending && Array.from({ length: 8 }, (_, place) => <Skeleton key={place} className="aspect-video" />)}
        {clips.map((clip) => (
          <li key={clip.id}>
            <button
              type="button"
              onClick={() => onPick(clip)}
              className="group w-full overflow-clip rounded-lg border border-line bg-raised text-left transition duration-150 hover:border-moon"
            >
              <ClipPicture clip={clip} className="aspect-video w-full" />
              <span className="block truncate px-2.5 py-1.5 text-sm">{calledBy(clip)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          size="small"
          className="self-center"
          disabled={found.isFetching}
          onClick={() => void found.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </div>
  );
}
