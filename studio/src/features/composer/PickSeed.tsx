import { Dices, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";

import { anySeed, useDraft } from "@/draft/draft.ts";
import { Button } from "@/ui/Button.tsx";
import { ChipButton } from "@/ui/Chip.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { Switch } from "@/ui/Switch.tsx";
import { classes } from "@/ui/classes.ts";

import { WRONG } from "./Pick.tsx";

const MOST = 2 ** 32 - 1;

/** The seed: a new one each time, or one that is kept. */
export function PickSeed({ wrong }: { wrong: boolean }) {
  const { t } = useTranslation("composer");
  const seed = useDraft((desk) => desk.draft.seed);
  const change = useDraft((desk) => desk.change);
  const said = seed === null ? t("anySeed") : String(seed);
  return (
    <Popover
      label={t("seed")}
      className="w-72"
      trigger={
        <ChipButton
          tone={seed === null ? "plain" : "chosen"}
          aria-label={`${t("seed")}: ${said}`}
          title={`${t("seed")}: ${said}`}
          className={classes(wrong && WRONG, seed === null && "px-2!")}
        >
          {seed === null ? <Dices aria-hidden /> : <Lock aria-hidden />}
          {seed !== null && <span className="tabular-nums">{seed}</span>}
        </ChipButton>
      }
    >
      <div className="flex flex-col gap-3">
        <Switch
          label={t("keepSeed")}
          note={t("seedHint")}
          checked={seed !== null}
          onChange={(kept) => change({ seed: kept ? anySeed() : null })}
        />
        {seed !== null && (
          <div className="flex items-end gap-2">
            <div className="grow">
              <TextField
                label={t("seedNumber")}
                value={String(seed)}
                inputMode="numeric"
                autoComplete="off"
                className="tabular-nums"
                onChange={(event) => {
                  const digits = event.target.value.replace(/\D/gu, "");
                  change({ seed: Math.min(Number(digits), MOST) });
                }}
              />
            </div>
            <Button aria-label={t("dice")} onClick={() => change({ seed: anySeed() })} className="px-3!">
              <Dices aria-hidden />
            </Button>
          </div>
        )}
      </div>
    </Popover>
  );
}
