import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { TextArea } from "@/ui/Fields.tsx";

import { Bench } from "./Bench.tsx";
import { useSettings } from "./settings.ts";
import { Strength, STRENGTHS } from "./Strength.tsx";

/** The clip made again by other words. */
export function Remix({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [prompt, setPrompt] = useState(clip.prompt);
  const [strength, setStrength] = useState<number>(STRENGTHS.mild);
  const words = prompt.trim();
  return (
    <Bench
      source={clip}
      operation="remix"
      about={t("remix.about")}
      verb={t("remix.verb")}
      chosen={chosen}
      missing={words === "" ? t("wordsMissing") : undefined}
      wish={(entries) =>
        words === ""
          ? null
          : { to: "edits", body: { video: { id: clip.id }, prompt: words, remix_strength: strength, ...entries } }
      }
    >
      <TextArea
        label={t("words")}
        rows={4}
        value={prompt}
        maxLength={32_000}
        onChange={(event) => setPrompt(event.target.value)}
      />
      <Strength value={strength} onChange={setStrength} />
    </Bench>
  );
}
