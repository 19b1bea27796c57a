import { useTranslation } from "react-i18next";

import { Kbd } from "@/ui/Kbd.tsx";
import { classes } from "@/ui/classes.ts";

import type { Suggestion } from "./heard.ts";

interface EndingsProps {
  endings: readonly Suggestion[];
  chosen: number;
  onTake: (words: string) => void;
}

/** Words that are known and begin as what is being written: Tab takes the first. */
export function Endings({ endings, chosen, onTake }: EndingsProps) {
  const { t } = useTranslation("composer");
  if (endings.length === 0) return null;
  return (
    <ul aria-label={t("endings")} className="flex [scrollbar-width:none] gap-1 overflow-x-auto px-3 pb-2">
      {endings.map((one, place) => (
        <li key={one.words}>
          <button
            type="button"
            tabIndex={-1}
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(one.words);
            }}
            className={classes(
              "flex h-7 items-center gap-1.5 rounded-sm px-2 text-sm whitespace-nowrap",
              place === chosen ? "bg-raised text-ink" : "text-quiet hover:text-ink",
            )}
          >
            {one.words}
            {place === chosen && <Kbd>Tab</Kbd>}
          </button>
        </li>
      ))}
    </ul>
  );
}
