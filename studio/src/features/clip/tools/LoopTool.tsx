import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { Tile } from "@/player/index.ts";
import { Segments } from "@/ui/Segments.tsx";
import { Slider } from "@/ui/Slider.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { seconds } from "@/words/facts.ts";

import { Bench } from "./Bench.tsx";
import { Lane, New, Old } from "./Lane.tsx";
import { useSettings } from "./settings.ts";

/** As in `SEAMS_S` of core/operations.py. */
const SEAMS_S = { short: 1, normal: 2, long: 3 } as const;
const NAMES = ["short", "normal", "long"] as const;

/** A way from the end of the clip back to its beginning. */
export function LoopTool({ clip }: { clip: ClipDetail }) {
  const { t, i18n } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [seam, setSeam] = useState<number>(SEAMS_S.normal);
  const [prompt, setPrompt] = useState("");
  const said = seconds(seam, i18n.language);
  return (
    <Bench
      source={clip}
      operation="loop"
      about={t("loop.about")}
      verb={t("loop.verb")}
      chosen={chosen}
      wish={(entries) => ({
        to: "changes",
        body: { operation: "loop", video: { id: clip.id }, seam, prompt: prompt.trim(), ...entries },
      })}
    >
      <Lane>
        <Old share={clip.seconds / 2}>
          <Tile clip={clip} frame={clip.frames * 0.7} className="h-full min-w-0 grow" />
          <Tile clip={clip} frame={clip.frames - 1} className="h-full min-w-0 grow" />
        </Old>
        <New share={seam} label={t("loop.seam", { time: said })} className="min-w-16" />
        <Old share={clip.seconds / 2}>
          <Tile clip={clip} frame={0} className="h-full min-w-0 grow" />
          <Tile clip={clip} frame={clip.frames * 0.3} className="h-full min-w-0 grow" />
        </Old>
      </Lane>
      <div aria-hidden className="-mt-3 flex justify-between text-xs text-quiet">
        <span>{t("loop.itsEnd")}</span>
        <span>{t("loop.itsBeginning")}</span>
      </div>
      <div>
        <Segments
          label={t("loop.length")}
          value={NAMES.find((name) => SEAMS_S[name] === seam) ?? "own"}
          onChange={(name) => name !== "own" && setSeam(SEAMS_S[name])}
          segments={NAMES.map((name) => ({ value: name, label: t(`loop.${name}`) }))}
        />
      </div>
      <Slider label={t("loop.length")} value={seam} min={0.5} max={6} step={0.25} said={said} onChange={setSeam} />
      <TextField
        label={t("loop.words")}
        value={prompt}
        placeholder={clip.prompt}
        onChange={(event) => setPrompt(event.target.value)}
      />
    </Bench>
  );
}
