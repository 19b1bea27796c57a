import { Clapperboard, Layers, Repeat } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Refused } from "@/api/errors.ts";
import { ASPECTS, RESOLUTIONS, useDraft, type Aspect } from "@/draft/draft.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Tip } from "@/ui/Tip.tsx";
import { classes } from "@/ui/classes.ts";

import { AddFile } from "./AddFile.tsx";
import { People } from "./People.tsx";
import { Pick } from "./Pick.tsx";
import { PickModel } from "./PickModel.tsx";
import { PickSeconds } from "./PickSeconds.tsx";
import { PickSeed } from "./PickSeed.tsx";
import { PickStyle } from "./PickStyle.tsx";
import { useStoryboard } from "./useStoryboard.ts";

const RATIOS = {
  "16:9": "wide",
  "9:16": "tall",
  "1:1": "square",
  "4:3": "classic",
  "3:4": "portrait",
  "21:9": "cinema",
} as const;
const TAKES = ["1", "2", "3", "4"] as const;

/** Everything besides the words, in one row; where the page is narrow it is scrolled. */
export function Options({ wrong, onFile }: { wrong: Error | null; onFile: (file: File) => void }) {
  const { t } = useTranslation("composer");
  const { draft, change } = useDraft();
  const board = useStoryboard();
  const param = wrong instanceof Refused ? wrong.param : null;
  const goesOn = draft.given?.kind === "clip";
  return (
    <div className="flex min-w-0 grow flex-wrap items-center gap-x-1 gap-y-1.5 max-sm:-mx-3 max-sm:[scrollbar-width:none] max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:px-3 max-sm:py-0.5 max-sm:*:shrink-0">
      <AddFile onFile={onFile} wrong={param === "input_reference"} />
      <Tip text={t("storyboardHint")}>
        <ChipButton disabled={board.isPending} onClick={() => board.mutate(draft)}>
          <Clapperboard aria-hidden />
          {t("storyboard")}
        </ChipButton>
      </Tip>
      {!goesOn && (
        <>
          <Pick
            label={t("ratio")}
            shown={draft.aspect}
            icon={<Shape aspect={draft.aspect} />}
            value={draft.aspect}
            wrong={param === "size"}
            choices={ASPECTS.map((value) => ({ value, label: value, note: t(`ratios.${RATIOS[value]}`) }))}
            onChange={(aspect) => change({ aspect })}
          />
          <Pick
            label={t("resolution")}
            shown={draft.resolution}
            value={draft.resolution}
            wrong={param === "size"}
            choices={RESOLUTIONS.map((value) => ({ value, label: value, note: t(`resolutions.${value}`) }))}
            onChange={(resolution) => change({ resolution })}
          />
        </>
      )}
      <PickSeconds wrong={param === "seconds" || param === "num_frames"} />
      <Pick
        label={t("takes")}
        shown={t("takesOf", { count: draft.variations })}
        icon={<Layers aria-hidden />}
        value={String(draft.variations)}
        wrong={param === "n"}
        note={t("takesNote")}
        choices={TAKES.map((value) => ({ value, label: t("takesOf", { count: Number(value) }) }))}
        onChange={(value) => change({ variations: Number(value) })}
      />
      <PickStyle wrong={param === "style"} />
      {!goesOn && <People wrong={param === "characters"} />}
      <PickModel wrong={param === "model"} />
      {!goesOn && (
        <Tip text={`${t("loop")}: ${t("loopHint")}`}>
          <ChipButton
            tone={draft.loop ? "chosen" : "plain"}
            aria-pressed={draft.loop}
            aria-label={t("loop")}
            className="px-2!"
            onClick={() => change({ loop: !draft.loop })}
          >
            <Repeat aria-hidden />
          </ChipButton>
        </Tip>
      )}
      <PickSeed wrong={param === "seed"} />
    </div>
  );
}

/** A frame of the ratio. */
function Shape({ aspect }: { aspect: Aspect }) {
  const [wide = 1, high = 1] = aspect.split(":").map(Number);
  const scale = 14 / Math.max(wide, high);
  return (
    <span aria-hidden className={classes("grid size-3.5 place-items-center")}>
      <span
        className="rounded-[2px] border-[1.5px] border-quiet"
        style={{ width: wide * scale, height: high * scale }}
      />
    </span>
  );
}
