import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { Segments } from "@/ui/Segments.tsx";

import { less } from "../less.ts";
import { Bench } from "./Bench.tsx";
import { useSettings } from "./settings.ts";

const LARGEST_PX = 4096;
const TIMES = [1.5, 2, 3, 4] as const;

/** The same clip with more lines. */
export function Upscale({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [wide, high] = clip.size.split("x").map(Number) as [number, number];
  const sizeAt = (times: number) => [wide, high].map((side) => 2 * Math.round((side * times) / 2)).join("x");
  const possible = TIMES.filter((times) => Math.max(wide, high) * times <= LARGEST_PX);
  const [times, setTimes] = useState<number>(possible.includes(2) ? 2 : (possible[0] ?? 2));
  const size = sizeAt(times);
  return (
    <Bench
      source={clip}
      operation="upscale"
      about={t("upscale.about")}
      verb={t("upscale.verb")}
      chosen={chosen}
      showsSeed={false}
      showsTakes={false}
      missing={possible.length === 0 ? t("upscale.largest") : undefined}
      wish={(entries) =>
        possible.length === 0
          ? null
          : {
              to: "changes",
              body: { operation: "upscale", video: { id: clip.id }, size, ...less(less(entries, "seed"), "n") },
            }
      }
    >
      {possible.length > 0 && (
        <div className="flex flex-wrap items-center gap-3">
          <Segments
            label={t("upscale.size")}
            value={String(times)}
            onChange={(one) => setTimes(Number(one))}
            segments={possible.map((one) => ({ value: String(one), label: `${one}×` }))}
          />
          <p className="text-sm text-quiet tabular-nums">
            {clip.size.replace("x", " × ")} → <span className="text-ink">{size.replace("x", " × ")}</span>
          </p>
        </div>
      )}
    </Bench>
  );
}
