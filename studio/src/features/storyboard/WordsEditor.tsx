import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { understandQuery } from "@/api/queries.ts";
import type { TextCard } from "@/timeline/cards.ts";
import * as edits from "@/timeline/edits.ts";
import { Chip, ChipButton } from "@/ui/Chip.tsx";
import { TextArea } from "@/ui/Fields.tsx";

import { moveIn, MOVES, withMove } from "./camera.ts";
import { useDesk } from "./desk.ts";

interface Heard {
  text: string;
  slot: string;
  status: "known" | "replaced" | "unknown";
  drew: string;
}

const WAIT_MS = 350;
const LONGEST = 32_000;
const NONE: readonly Heard[] = [];

/** The words of a card, and, live, what is understood of them. */
export function WordsEditor({ card, seconds }: { card: TextCard; seconds: number }) {
  const { t } = useTranslation("storyboard");
  const edit = useDesk((now) => now.edit);
  const heard = useHeard(card.text, seconds);
  const write = (text: string) => edit((line) => edits.changed(line, card.id, { text }), `text ${card.id}`);
  const move = moveIn(heard);
  return (
    <>
      <div className="flex flex-col gap-2.5">
        <TextArea
          label={t("words")}
          hideLabel
          data-inspected
          value={card.text}
          maxLength={LONGEST}
          placeholder={t("wordsHint")}
          onChange={(event) => write(event.target.value)}
          className="min-h-24"
        />
        {heard.length > 0 && (
          <ul aria-label={t("understood")} className="flex flex-wrap gap-1.5">
            {distinct(heard).map((one) => (
              <li key={`${one.slot} ${one.text}`} className="max-w-full">
                <Chip tone={one.status} className="h-7! px-2.5!">
                  <span className="truncate">
                    {one.status === "unknown"
                      ? t("leftOut", { word: one.text })
                      : one.status === "replaced"
                        ? t("becomes", { word: one.text, drew: one.drew.replaceAll("_", " ") })
                        : one.text}
                  </span>
                </Chip>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <h3 className="mb-2 text-sm text-quiet">{t("camera")}</h3>
        <div className="flex flex-wrap gap-1.5">
          {MOVES.map((one) => (
            <ChipButton
              key={one}
              tone={one === move ? "chosen" : "plain"}
              aria-pressed={one === move}
              className="h-7! px-2.5!"
              onClick={() => write(withMove(card.text, one, heard))}
            >
              {t(`moves.${one}`)}
            </ChipButton>
          ))}
        </div>
      </div>
    </>
  );
}

const distinct = (heard: readonly Heard[]): readonly Heard[] => [
  ...new Map(heard.map((one) => [`${one.slot} ${one.text}`, one])).values(),
];

/** What is understood of words, a moment after they were written; while that is asked, what was understood before. */
function useHeard(text: string, seconds: number): readonly Heard[] {
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const isEmpty = asked.trim() === "";
  const found = useQuery({
    ...understandQuery(asked.trim(), Math.max(0.1, Math.round(seconds * 10) / 10)),
    enabled: !isEmpty,
    placeholderData: (before) => before,
  });
  const heard = found.data?.understanding["heard"] as readonly Heard[] | undefined;
  return isEmpty ? NONE : (heard ?? NONE);
}
