import { Check, CloudOff, LoaderCircle, Redo2, TriangleAlert, Undo2, WandSparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button, IconButton } from "@/ui/Button.tsx";
import { Kbd } from "@/ui/Kbd.tsx";
import { Tip } from "@/ui/Tip.tsx";
import { Top } from "@/ui/Top.tsx";
import { classes } from "@/ui/classes.ts";

import type { Actions } from "./actions.ts";
import { useDesk, usePast } from "./desk.ts";
import type { Making } from "./making.ts";
import type { useSaving } from "./saving.ts";

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const MOD = IS_MAC ? "⌘" : "Ctrl ";

interface HeadProps {
  saving: ReturnType<typeof useSaving>;
  actions: Actions;
  making: Making;
}

/** The name of the board, whether it is saved, and what can be done with all of it. */
export function Head({ saving, actions, making }: HeadProps) {
  const { t } = useTranslation("storyboard");
  const canUndo = usePast((past) => past.pastStates.length > 0);
  const canRedo = usePast((past) => past.futureStates.length > 0);
  const hasClips = useDesk(({ line }) =>
    line.cards.some((card) => card.kind === "clip" && card.file.startsWith("video_")),
  );
  return (
    <Top>
      <Name />
      <SavedSign state={saving.state} />
      <div className="grow" />
      <IconButton
        label={t("undo")}
        keys={`${MOD}Z`}
        disabled={!canUndo}
        onClick={actions.undo}
        className="max-sm:hidden"
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={t("redo")}
        keys={IS_MAC ? "⇧⌘Z" : "Ctrl Shift Z"}
        disabled={!canRedo}
        onClick={actions.redo}
        className="max-sm:hidden"
      >
        <Redo2 aria-hidden />
      </IconButton>
      <Tip text={t(hasClips ? "toTextHint" : "toTextNothing")}>
        <Button aria-disabled={!hasClips} className="max-xl:hidden" onClick={() => hasClips && void actions.toText()}>
          {t("toText")}
        </Button>
      </Tip>
      <Button look="moon" aria-disabled={making.troubles.length > 0 || making.isSending} onClick={making.make}>
        {making.isSending ? <LoaderCircle aria-hidden className="animate-spin" /> : <WandSparkles aria-hidden />}
        <span className="max-sm:sr-only">{t("make")}</span>
        <span aria-hidden className="text-sm font-normal opacity-75 max-lg:hidden pointer-coarse:hidden">
          {MOD}↩
        </span>
      </Button>
    </Top>
  );
}

function Name() {
  const { t } = useTranslation("storyboard");
  const name = useDesk((now) => now.name);
  const rename = useDesk((now) => now.rename);
  const [written, setWritten] = useState<string | null>(null);
  const done = () => {
    if (written !== null && written.trim() !== "" && written.trim() !== name) rename(written.trim());
    setWritten(null);
  };
  return (
    <h1 className="min-w-16 shrink">
      <span className="sr-only">{name}</span>
      <input
        data-name
        aria-label={t("name")}
        value={written ?? name}
        maxLength={120}
        spellCheck={false}
        onChange={(event) => setWritten(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) event.currentTarget.blur();
          if (event.key === "Escape") setWritten(null);
        }}
        className="field-sizing-content max-w-[min(24rem,100%)] min-w-16 truncate rounded-sm border border-transparent bg-transparent px-2 py-1.5 text-lg font-semibold hover:border-line focus:border-edge focus:bg-night"
      />
    </h1>
  );
}

const SIGNS = { saved: Check, saving: LoaderCircle, offline: CloudOff, clash: TriangleAlert, failed: TriangleAlert };

function SavedSign({ state }: { state: HeadProps["saving"]["state"] }) {
  const { t } = useTranslation("storyboard");
  const Sign = SIGNS[state];
  const words = {
    saved: "saved",
    saving: "saving",
    offline: "offline",
    clash: "notSaved",
    failed: "notSaved",
  } as const;
  const isWrong = state !== "saved" && state !== "saving";
  return (
    <span
      role="status"
      className={classes(
        "inline-flex h-8 items-center gap-1.5 rounded-full px-2 text-sm whitespace-nowrap [&_svg]:size-3.5",
        isWrong ? "text-unknown" : "text-quiet",
      )}
    >
      <Sign aria-hidden className={state === "saving" ? "animate-twinkle" : undefined} />
      <span className="max-sm:sr-only">{t(words[state])}</span>
    </span>
  );
}

/** A word on a button with the key that does the same. */
export function Keyed({ children, keys }: { children: string; keys: string }) {
  return (
    <>
      {children}
      <span aria-hidden className="max-md:hidden pointer-coarse:hidden">
        <Kbd>{keys}</Kbd>
      </span>
    </>
  );
}
