import { useTranslation } from "react-i18next";

import { ratioOf } from "@/clips/facts.ts";
import { useStyles } from "@/clips/styles.ts";
import * as facts from "@/words/facts.ts";

import type { Recipe } from "./recipe.ts";

/** Size, length, seed and whatever else it was made with. */
export function RecipeFacts({ recipe }: { recipe: Recipe }) {
  const { t, i18n } = useTranslation("drop");
  const { called } = useStyles();
  const rows: [string, string][] = [
    [t("size"), `${recipe.size.replace("x", "×")} · ${ratioOf(recipe.size)}`],
    [t("length"), `${facts.seconds(recipe.seconds, i18n.language)} · ${recipe.fps} fps`],
    [t("seed"), String(recipe.seed)],
    [t("style"), recipe.style === null ? "" : called(recipe.style)],
    [t("model"), [recipe.model ?? recipe.engine, recipe.engine_version].filter(Boolean).join(" · ")],
    [t("characters"), recipe.characters.join(", ")],
    [t("of"), recipe.parents.join(", ")],
  ];
  return (
    <dl aria-label={t("facts")} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      {rows
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd className="truncate tabular-nums">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
