import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Clip, ClipDetail } from "@/api/client.ts";
import { Tile } from "@/player/index.ts";
import { TextField } from "@/ui/Fields.tsx";
import { Slider } from "@/ui/Slider.tsx";
import { seconds } from "@/words/facts.ts";

import { Bench } from "./Bench.tsx";
import { Lane, New, Old } from "./Lane.tsx";
import { PickClip } from "./PickClip.tsx";
import { useSettings } from "./settings.ts";

const MOST_S = 10;

/** Two clips, and what the model makes between them. */
export function Connect({ clip }: { clip: ClipDetail }) {
  const { t, i18n } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [other, setOther] = useState<Clip | null>(null);
  const [gap, setGap] = useState(2);
  const [prompt, setPrompt] = useState("");
  const said = seconds(gap, i18n.language);
  return (
    <Bench
      source={clip}
      operation="connect"
      about={t("connect.about")}
      verb={t("connect.verb")}
      chosen={chosen}
      missing={other === null ? t("secondMissing") : undefined}
      wish={(entries) =>
        other === null
          ? null
          : {
              to: "changes",
              body: {
                operation: "connect",
                video: { id: clip.id },
                other: { id: other.id },
                gap,
                prompt: prompt.trim(),
                ...entries,
              },
            }
      }
    >
      <PickClip except={clip.id} value={other} onChange={setOther} />
      <Lane>
        <Old share={clip.seconds}>
          {[0.2, 1].map((at) => (
            <Tile key={at} clip={clip} frame={at * (clip.frames - 1)} className="h-full min-w-0 grow" />
          ))}
        </Old>
        <New share={gap} label={t("newPart", { time: said })} className="min-w-16" />
        <Old share={other?.seconds ?? clip.seconds}>
          {other !== null &&
            [0, 0.8].map((at) => (
              <Tile key={at} clip={other} frame={at * (other.frames - 1)} className="h-full min-w-0 grow" />
            ))}
        </Old>
      </Lane>
      <Slider label={t("connect.gap")} value={gap} min={0.5} max={MOST_S} step={0.5} said={said} onChange={setGap} />
      <TextField
        label={t("connect.words")}
        value={prompt}
        placeholder={t("connect.wordsHint")}
        onChange={(event) => setPrompt(event.target.value)}
      />
    </Bench>
  );
}
