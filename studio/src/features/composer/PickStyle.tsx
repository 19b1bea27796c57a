import { useQuery } from "@tanstack/react-query";
import { Ban, Palette } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { presetsQuery } from "@/api/queries.ts";
import { pictureOf, useStyles, wordsOf } from "@/clips/styles.ts";
import { useDraft } from "@/draft/draft.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { classes } from "@/ui/classes.ts";

import { WRONG } from "./Pick.tsx";

/** In which style, by a picture of each. */
export function PickStyle({ wrong }: { wrong: boolean }) {
  const { t } = useTranslation("composer");
  const { called, about } = useStyles();
  const style = useDraft((desk) => desk.draft.style);
  const change = useDraft((desk) => desk.change);
  const { data: presets } = useQuery(presetsQuery);
  const [open, setOpen] = useState(false);
  const choose = (name: string | null) => {
    change({ style: name });
    setOpen(false);
  };
  // Only one's own are known by name to whoever makes clips, besides those that everybody has.
  const usable = presets?.filter((one) => one.own || one.id === one.name) ?? [];
  return (
    <Popover
      label={t("style")}
      open={open}
      onOpenChange={setOpen}
      className="w-[26rem]"
      trigger={
        <ChipButton
          tone={style === null ? "plain" : "chosen"}
          aria-label={`${t("style")}: ${style === null ? t("noStyle") : called(style)}`}
          className={wrong ? WRONG : undefined}
        >
          <Palette aria-hidden />
          <span className="max-w-32 truncate">{style === null ? t("style") : called(style)}</span>
        </ChipButton>
      }
    >
      <p className="mb-2.5 text-xs text-quiet">{t("style")}</p>
      <ul className="grid grid-cols-3 gap-2 max-sm:grid-cols-2">
        <Style
          name={t("noStyle")}
          note={t("noStyleNote")}
          chosen={style === null}
          onChoose={() => choose(null)}
          picture={
            <span className="grid size-full place-items-center text-quiet">
              <Ban aria-hidden className="size-5" />
            </span>
          }
        />
        {usable.map((one) => (
          <Style
            key={one.id}
            name={called(one.name)}
            note={(one.own ? null : about(one.name)) ?? t("ownStyle")}
            chosen={style === one.name}
            onChoose={() => choose(one.name)}
            picture={
              <img src={pictureOf(wordsOf(one.entries))} alt="" loading="lazy" className="size-full object-cover" />
            }
          />
        ))}
      </ul>
    </Popover>
  );
}

interface StyleProps {
  name: string;
  note: string;
  chosen: boolean;
  picture: ReactNode;
  onChoose: () => void;
}

function Style({ name, note, chosen, picture, onChoose }: StyleProps) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={chosen}
        onClick={onChoose}
        className={classes(
          "block w-full overflow-hidden rounded-md border text-left transition duration-150",
          chosen ? "border-moon" : "border-line hover:border-edge",
        )}
      >
        <span className="block aspect-video bg-night">{picture}</span>
        <span className="block px-2 py-1.5">
          <span className="block truncate text-sm">{name}</span>
          <span className="block truncate text-xs text-quiet">{note}</span>
        </span>
      </button>
    </li>
  );
}
