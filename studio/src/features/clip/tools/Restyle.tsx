import { useQuery } from "@tanstack/react-query";
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { presetsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { pictureOf, useStyles, wordsOf } from "@/clips/styles.ts";
import { TextField } from "@/ui/Fields.tsx";
import { Problem, Skeleton } from "@/ui/States.tsx";

import { Bench } from "./Bench.tsx";
import { useSettings } from "./settings.ts";
import { Strength, STRENGTHS } from "./Strength.tsx";

const DRAWS = "sketch";

/** The clip in another style. */
export function Restyle({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [style, setStyle] = useState<string | null>(null);
  const [prompt, setPrompt] = useState("");
  const [strength, setStrength] = useState<number>(STRENGTHS.mild);
  const redrawn = chosen.settings.model === DRAWS;
  return (
    <Bench
      source={clip}
      operation="restyle"
      about={t("restyle.about")}
      verb={t("restyle.verb")}
      chosen={chosen}
      missing={style === null ? t("restyle.missing") : undefined}
      wish={(entries) =>
        style === null
          ? null
          : {
              to: "changes",
              body: {
                operation: "restyle",
                video: { id: clip.id },
                style,
                ...(prompt.trim() === "" ? {} : { prompt: prompt.trim() }),
                ...(redrawn ? {} : { strength }),
                ...entries,
              },
            }
      }
    >
      <Styles value={style} onChange={setStyle} />
      {redrawn ? (
        <p className="text-sm text-quiet">{t("restyle.redrawn")}</p>
      ) : (
        <Strength value={strength} onChange={setStrength} />
      )}
      <TextField
        label={t("restyle.words")}
        placeholder={clip.prompt}
        value={prompt}
        onChange={(event) => setPrompt(event.target.value)}
      />
    </Bench>
  );
}

function Styles({ value, onChange }: { value: string | null; onChange: (name: string) => void }) {
  const { t } = useTranslation("tools");
  const { called } = useStyles();
  const presets = useQuery(presetsQuery);
  if (presets.isError) return <Problem title={t("restyle.noStyles")}>{said(presets.error)}</Problem>;
  return (
    <RadioGroup.Root
      aria-label={t("restyle.styles")}
      value={value}
      onValueChange={onChange}
      className="grid max-h-80 grid-cols-[repeat(auto-fill,minmax(6.75rem,1fr))] gap-2 overflow-y-auto p-1"
    >
      {presets.isPending && Array.from({ length: 9 }, (_, place) => <Skeleton key={place} className="h-24" />)}
      {(presets.data ?? []).map((preset) => (
        <RadioGroup.Item
          key={preset.id}
          value={preset.name}
          className="group overflow-clip rounded-lg border border-line bg-raised text-left transition duration-150 hover:border-edge data-[state=checked]:border-moon data-[state=checked]:shadow-[0_0_0_1px_var(--moon)]"
        >
          <img
            src={pictureOf(wordsOf(preset.entries))}
            alt=""
            loading="lazy"
            className="aspect-video w-full bg-panel object-cover"
          />
          <span className="block truncate px-2 py-1 text-sm">{called(preset.name)}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
