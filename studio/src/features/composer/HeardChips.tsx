import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Known } from "@/api/client.ts";
import { understandQuery, vocabularyQuery } from "@/api/queries.ts";
import { useDraft } from "@/draft/draft.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Popover } from "@/ui/Popover.tsx";

import { ChangeWord } from "./ChangeWord.tsx";
import { heardOf, instead, nameOf, placesOf, without, type Place } from "./heard.ts";
import { useLater } from "./useLater.ts";

const PAUSE_MS = 220;
const LONGEST_S = 600;
const LEFT_OUT = "left out"; // what the server says was drawn of what shall not be there

/** Each word as it was understood. The old ones stay while the new ones come. */
export function HeardChips({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("composer");
  const { prompt, seconds } = useDraft((desk) => desk.draft);
  const words = useLater(prompt.trim(), PAUSE_MS);
  const { data } = useQuery({
    ...understandQuery(words, Math.min(seconds, LONGEST_S)),
    enabled: words !== "",
    placeholderData: keepPreviousData,
  });
  const { data: known } = useQuery(vocabularyQuery);
  if (prompt.trim() === "" || data === undefined) return null;
  const { language, heard } = heardOf(data.understanding);
  const places = placesOf(prompt, heard);
  if (places.length === 0) return null;
  return (
    <ul aria-label={t("heard")} className="flex max-h-26 flex-wrap gap-2 overflow-y-auto max-sm:max-h-18">
      {places.map((place) => (
        <li key={`${place.text} ${places.filter((o) => o.text === place.text && o.start < place.start).length}`}>
          <HeardChip place={place} written={language} known={known} onDone={onDone} />
        </li>
      ))}
    </ul>
  );
}

interface HeardChipProps {
  place: Place;
  written: string;
  known: readonly Known[] | undefined;
  onDone: () => void;
}

function HeardChip({ place, written, known, onDone }: HeardChipProps) {
  const { t, i18n } = useTranslation("composer");
  const [open, setOpen] = useState(false);
  const change = useDraft((desk) => desk.change);
  const language = i18n.language === "zh" ? "zh" : "en";
  const drew = nameOf(place.drew, place.slot, known, language);
  const put = (prompt: string) => {
    setOpen(false);
    change({ prompt });
    onDone();
  };
  return (
    <Popover
      label={place.text}
      side="top"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <ChipButton tone={place.drew === LEFT_OUT ? "plain" : place.status}>
          <span className="max-w-40 truncate">{place.text}</span>
          {place.drew === LEFT_OUT ? (
            <span className="text-quiet">{t("leftOutAsked")}</span>
          ) : place.status === "unknown" ? (
            <span className="text-quiet">{t("leftOut")}</span>
          ) : place.status === "replaced" ? (
            <span>→ {drew}</span>
          ) : (
            (written !== "en" || language === "zh") &&
            drew.toLowerCase() !== place.text.toLowerCase() && <span className="text-quiet">{drew}</span>
          )}
        </ChipButton>
      }
    >
      <ChangeWord
        place={place}
        drew={place.drew === LEFT_OUT ? null : drew}
        known={known}
        language={written === "zh" ? "zh" : "en"}
        onRemove={() => put(without(useDraft.getState().draft.prompt, place))}
        onReplace={(words) => put(instead(useDraft.getState().draft.prompt, place, words))}
      />
    </Popover>
  );
}
