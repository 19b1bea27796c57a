import { useQuery } from "@tanstack/react-query";
import { Check, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import { charactersQuery } from "@/api/queries.ts";
import { useDraft } from "@/draft/draft.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { classes } from "@/ui/classes.ts";

import { WRONG } from "./Pick.tsx";

const MOST = 2;

/** Who is in it, of those who are known by a name; nothing where nobody is. */
export function People({ wrong }: { wrong: boolean }) {
  const { t } = useTranslation("composer");
  const chosen = useDraft((desk) => desk.draft.characters);
  const change = useDraft((desk) => desk.change);
  const { data } = useQuery(charactersQuery);
  const known = data?.data ?? [];
  if (known.length === 0) return null;
  const there = known.filter((one) => chosen.includes(one.id));
  const names = there.map((one) => one.name).join(", ");
  const turn = (id: string) => {
    const others = there.map((one) => one.id).filter((one) => one !== id);
    change({ characters: chosen.includes(id) ? others : [...others, id].slice(-MOST) });
  };
  return (
    <Popover
      label={t("characters")}
      className="w-72"
      trigger={
        <ChipButton
          tone={there.length === 0 ? "plain" : "chosen"}
          aria-label={names === "" ? t("characters") : `${t("characters")}: ${names}`}
          className={wrong ? WRONG : undefined}
        >
          <UserRound aria-hidden />
          <span className="max-w-32 truncate">{names === "" ? t("characters") : names}</span>
        </ChipButton>
      }
    >
      <p className="mb-2 text-xs text-quiet">{t("charactersHint")}</p>
      <ul className="flex flex-col gap-1">
        {known.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              aria-pressed={chosen.includes(one.id)}
              onClick={() => turn(one.id)}
              className={classes(
                "flex w-full items-center gap-3 rounded-md p-1.5 text-left hover:bg-raised",
                chosen.includes(one.id) && "bg-raised",
              )}
            >
              <img
                src={`/api/characters/${one.id}/content`}
                alt=""
                loading="lazy"
                className="size-9 rounded-full bg-night object-cover"
              />
              <span className="min-w-0 grow">
                <span className="block truncate text-sm">{one.name}</span>
                <span className="block truncate text-xs text-quiet">{one.words}</span>
              </span>
              {chosen.includes(one.id) && <Check aria-hidden className="size-4 text-moon-text" />}
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
