import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Known } from "@/api/client.ts";
import { Button } from "@/ui/Button.tsx";
import { ChipButton } from "@/ui/Chip.tsx";
import { TextField } from "@/ui/Fields.tsx";

import { suggestionsFor, type Place } from "./heard.ts";

interface ChangeWordProps {
  place: Place;
  /** What was drawn of it; null where it shall not be there. */
  drew: string | null;
  known: readonly Known[] | undefined;
  language: "en" | "zh";
  onRemove: () => void;
  onReplace: (words: string) => void;
}

/** What became of a word, and what can be said instead. */
export function ChangeWord({ place, drew, known, language, onRemove, onReplace }: ChangeWordProps) {
  const { t } = useTranslation("composer");
  const [typed, setTyped] = useState("");
  const became =
    drew === null
      ? t("notDrawn")
      : place.status === "unknown"
        ? t("notKnown")
        : t(place.status === "replaced" ? "drawnInstead" : "drawnAs", { drew });
  const found = known === undefined ? [] : suggestionsFor(place, known, language, typed.trim());
  const first = found[0];
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="font-medium">{place.text}</p>
        <p className="text-sm text-quiet">{became}</p>
      </div>
      {known !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (first !== undefined) onReplace(first.words);
          }}
        >
          <TextField
            label={t("insteadOf")}
            placeholder={t("insteadHint")}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
          <ul aria-live="polite" className="mt-2.5 flex flex-wrap gap-1.5">
            {found.map((one) => (
              <li key={`${one.slot} ${one.words}`}>
                <ChipButton className="h-7! px-2.5!" onClick={() => onReplace(one.words)}>
                  {one.words}
                </ChipButton>
              </li>
            ))}
            {found.length === 0 && <li className="text-sm text-quiet">{t("noneAlike")}</li>}
          </ul>
        </form>
      )}
      <Button size="small" look="ghost" className="-mx-2 -mb-1 self-start" onClick={onRemove}>
        <Trash2 aria-hidden />
        {t("remove")}
      </Button>
    </div>
  );
}
