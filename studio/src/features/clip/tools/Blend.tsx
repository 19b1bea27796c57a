import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Clip, ClipDetail } from "@/api/client.ts";
import { useOperations } from "@/clips/operations.ts";
import { TextField } from "@/ui/Fields.tsx";
import { Segments } from "@/ui/Segments.tsx";

import { Bench } from "./Bench.tsx";
import { presetPoints, PRESETS, type Point, type Preset } from "./curve.ts";
import { CurveEditor } from "./CurveEditor.tsx";
import { Film } from "./Film.tsx";
import { PickClip } from "./PickClip.tsx";
import { useSettings } from "./settings.ts";

/** Two clips as one, with a curve that says how much of the second shows when. */
export function Blend({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("tools");
  const { calledBy } = useOperations();
  const chosen = useSettings(clip);
  const [other, setOther] = useState<Clip | null>(null);
  const [preset, setPreset] = useState<Preset>("transition");
  const [drawn, setDrawn] = useState<readonly Point[] | null>(null);
  const [prompt, setPrompt] = useState("");
  const other_s = other?.seconds ?? clip.seconds;
  const length_s = Math.max(clip.seconds, other_s);
  const points = drawn ?? presetPoints(preset, clip.seconds, other_s);
  return (
    <Bench
      source={clip}
      operation="blend"
      about={t("blend.about")}
      verb={t("blend.verb")}
      chosen={chosen}
      missing={other === null ? t("secondMissing") : undefined}
      wish={(entries) =>
        other === null
          ? null
          : {
              to: "changes",
              body: {
                operation: "blend",
                video: { id: clip.id },
                other: { id: other.id },
                blend: drawn === null ? preset : drawn.map(([second, share]) => [second, share]),
                prompt: prompt.trim(),
                ...entries,
              },
            }
      }
    >
      <PickClip except={clip.id} value={other} onChange={setOther} />
      <div>
        <Segments
          label={t("blend.curve")}
          value={drawn === null ? preset : "own"}
          onChange={(one) => {
            if (one === "own") return;
            setPreset(one);
            setDrawn(null);
          }}
          segments={[
            ...PRESETS.map((one) => ({ value: one, label: t(`blend.${one}`) })),
            ...(drawn === null ? [] : [{ value: "own" as const, label: t("blend.own") }]),
          ]}
        />
      </div>
      <div role="group" aria-label={t("blend.curve")} className="flex flex-col gap-1">
        <p className="truncate text-xs text-quiet">{other === null ? t("second") : calledBy(other)}</p>
        {other === null ? <div className="h-9 rounded-sm border border-dashed border-line" /> : <Film clip={other} />}
        <CurveEditor points={points} length_s={length_s} onChange={setDrawn} />
        <Film clip={clip} />
        <p className="truncate text-xs text-quiet">{calledBy(clip)}</p>
      </div>
      <p className="text-sm text-quiet">{t(drawn === null ? `blend.${preset}Note` : "blend.ownNote")}</p>
      <TextField
        label={t("blend.words")}
        value={prompt}
        placeholder={t("blend.wordsHint")}
        onChange={(event) => setPrompt(event.target.value)}
      />
    </Bench>
  );
}
