import { useInfiniteQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { clipsQuery } from "@/api/queries.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { nameOf } from "@/clips/facts.ts";
import { TextField } from "@/ui/Fields.tsx";
import { Skeleton } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";

import { Asked } from "../parts.tsx";

interface ClipPickerProps {
  chosen: Clip | undefined;
  onChoose: (clip: Clip) => void;
}

const GRID = "grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2";

/** One of the finished clips, the newest first. */
export function ClipPicker({ chosen, onChoose }: ClipPickerProps) {
  const { t } = useTranslation("settings");
  const [search, setSearch] = useState("");
  const words = useDeferredValue(search.trim());
  const asked = useInfiniteQuery(clipsQuery({ status: "completed", ...(words === "" ? {} : { search: words }) }));
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t("characters.searchClips")}
        hideLabel
        type="search"
        placeholder={t("characters.searchClips")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Asked
        asked={asked}
        waiting={
          <div className={GRID}>
            {Array.from({ length: 8 }, (_, place) => (
              <Skeleton key={place} className="aspect-video" />
            ))}
          </div>
        }
      >
        {({ pages }) => {
          const clips = pages.flatMap((page) => page.clips);
          return clips.length === 0 ? (
            <p className="py-6 text-center text-quiet">{t("characters.noClips")}</p>
          ) : (
            <div
              role="radiogroup"
              aria-label={t("characters.library")}
              className={classes(GRID, "max-h-72 overflow-y-auto p-1")}
            >
              {clips.map((clip) => (
                <Choice key={clip.id} clip={clip} isChosen={clip.id === chosen?.id} onChoose={() => onChoose(clip)} />
              ))}
            </div>
          );
        }}
      </Asked>
    </div>
  );
}

interface ChoiceProps {
  clip: Clip;
  isChosen: boolean;
  onChoose: () => void;
}

/** A radio button that is a clip: arrow keys go on as the browser has it. */
function Choice({ clip, isChosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation("settings");
  return (
    <label
      title={nameOf(clip)}
      className="relative block cursor-pointer overflow-hidden rounded-md outline-2 outline-offset-2 outline-transparent transition duration-150 has-checked:outline-moon has-focus-visible:outline-sky"
    >
      <input
        type="radio"
        name="clip"
        className="absolute inset-0 z-10 m-0 size-full cursor-pointer opacity-0"
        checked={isChosen}
        onChange={onChoose}
        aria-label={t("characters.chooseClip", { name: nameOf(clip) })}
      />
      <ClipPicture clip={clip} playing={isChosen} className="aspect-video" />
      {isChosen && (
        <span
          aria-hidden
          className="absolute top-1.5 right-1.5 grid size-5 place-items-center rounded-full bg-moon text-on-moon"
        >
          <Check className="size-3.5" />
        </span>
      )}
    </label>
  );
}
