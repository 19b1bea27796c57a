import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { Tile } from "@/player/index.ts";
import { TextArea } from "@/ui/Fields.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Slider } from "@/ui/Slider.tsx";
import { seconds as asSeconds } from "@/words/facts.ts";

import { Bench } from "./Bench.tsx";
import { Lane, New, Old } from "./Lane.tsx";
import { useSettings } from "./settings.ts";

const MOST_S = 20;

/** More of the clip, at its end or before its beginning. */
export function Extend({ clip }: { clip: ClipDetail }) {
  const { t, i18n } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [where, setWhere] = useState<"before" | "after">("after");
  const [length, setLength] = useState(4);
  const [prompt, setPrompt] = useState("");
  const said = asSeconds(length, i18n.language);
  const more = <New key="more" share={length} label={t("newPart", { time: said })} />;
  return (
    <Bench
      source={clip}
      operation="extend"
      about={t("extend.about")}
      verb={t("extend.verb")}
      chosen={chosen}
      wish={(entries) => ({
        to: "extensions",
        body: {
          video: { id: clip.id },
          seconds: length,
          before: where === "before",
          prompt: prompt.trim(),
          ...entries,
        },
      })}
    >
      <div>
        <Segments
          label={t("extend.where")}
          value={where}
          onChange={setWhere}
          segments={[
            { value: "before", label: t("extend.before") },
            { value: "after", label: t("extend.after") },
          ]}
        />
      </div>
      <Lane>
        {where === "before" && more}
        <Old share={clip.seconds}>
          {[0.1, 0.5, 0.9].map((at) => (
            <Tile key={at} clip={clip} frame={at * (clip.frames - 1)} className="h-full min-w-0 grow" />
          ))}
        </Old>
        {where === "after" && more}
      </Lane>
      <Slider
        label={t("extend.seconds")}
        value={length}
        min={0.5}
        max={MOST_S}
        step={0.5}
        said={said}
        onChange={setLength}
      />
      <TextArea
        label={t("extend.words")}
        placeholder={t("extend.wordsHint")}
        rows={3}
        value={prompt}
        onChange={(event) => setPrompt(event.target.value)}
      />
    </Bench>
  );
}
