import { Clock3 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDraft } from "@/draft/draft.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Popover } from "@/ui/Popover.tsx";
import * as facts from "@/words/facts.ts";

import { WRONG } from "./Pick.tsx";

const USUAL_S = [2, 3, 5, 8, 10, 12, 15, 20, 30, 60];
const LEAST_S = 0.1;
const MOST_S = 1500;

/** How long it is: a usual length, or any. */
export function PickSeconds({ wrong }: { wrong: boolean }) {
  const { t, i18n } = useTranslation("composer");
  const seconds = useDraft((desk) => desk.draft.seconds);
  const change = useDraft((desk) => desk.change);
  const [open, setOpen] = useState(false);
  const said = facts.seconds(seconds, i18n.language);
  const choose = (value: number) => {
    change({ seconds: value });
    setOpen(false);
  };
  return (
    <Popover
      label={t("seconds")}
      open={open}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <ChipButton aria-label={`${t("seconds")}: ${said}`} className={wrong ? WRONG : undefined}>
          <Clock3 aria-hidden />
          {said}
        </ChipButton>
      }
    >
      <p className="mb-2 text-xs text-quiet">{t("seconds")}</p>
      <div className="grid grid-cols-5 gap-1.5">
        {USUAL_S.map((value) => (
          <ChipButton
            key={value}
            tone={value === seconds ? "chosen" : "plain"}
            aria-pressed={value === seconds}
            className="justify-center px-0!"
            onClick={() => choose(value)}
          >
            {facts.seconds(value, i18n.language)}
          </ChipButton>
        ))}
      </div>
      <Own key={seconds} seconds={seconds} onChoose={choose} />
    </Popover>
  );
}

function Own({ seconds, onChoose }: { seconds: number; onChoose: (seconds: number) => void }) {
  const { t } = useTranslation("composer");
  const [typed, setTyped] = useState(String(seconds));
  const value = Number(typed.replace(",", "."));
  const good = typed.trim() !== "" && value >= LEAST_S && value <= MOST_S;
  return (
    <form
      className="mt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onChoose(value);
      }}
    >
      <TextField
        label={t("secondsOwn")}
        value={typed}
        inputMode="decimal"
        autoComplete="off"
        wrong={good ? undefined : `${LEAST_S} – ${MOST_S}`}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => good && value !== seconds && onChoose(value)}
      />
    </form>
  );
}
