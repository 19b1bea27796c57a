import { Maximize2 } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useDraft } from "@/draft/draft.ts";
import { markIn } from "@/safety/marking.ts";
import { IconButton } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";

import { Cost } from "./Cost.tsx";
import { Create } from "./Create.tsx";
import { GivenLine } from "./GivenLine.tsx";
import { HeardChips } from "./HeardChips.tsx";
import { Options } from "./Options.tsx";
import { Trouble } from "./Trouble.tsx";
import { Words } from "./Words.tsx";
import { useBroughtFile } from "./useBroughtFile.ts";
import { isEmpty, useMake } from "./useMake.ts";
import { useOpen } from "./useOpen.ts";

/** Where new clips are written: at the foot of every page of the library. */
export function Composer() {
  const { t } = useTranslation("composer");
  const draft = useDraft((desk) => desk.draft);
  const words = useRef<HTMLTextAreaElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const focus = useCallback(() => words.current?.focus(), []);
  const { open, setOpen } = useOpen(card);
  const make = useMake();
  const bring = useBroughtFile();
  const [prompt, setPrompt] = useState(draft.prompt);
  useShown(focus, setOpen);
  if (prompt !== draft.prompt) {
    setPrompt(draft.prompt);
    if (make.isError) make.reset(); // what was refused is not what stands here any more
  }
  const mark = (found: readonly string[]) => {
    if (words.current !== null) markIn(words.current, found);
  };
  const create = () => {
    if (!isEmpty(draft) && !make.isPending) make.mutate(draft);
  };
  return (
    <section
      aria-label={t("title")}
      className="pointer-events-none sticky bottom-0 z-10 bg-linear-to-t from-night from-55% to-transparent pt-8 pb-[max(env(safe-area-inset-bottom),16px)] max-sm:pb-0 sm:px-4 md:px-6"
    >
      <div
        ref={card}
        className="pointer-events-auto mx-auto w-full max-w-[61rem] rounded-[20px] border border-line bg-panel/95 shadow-lift backdrop-blur-md transition duration-150 ease-soft focus-within:border-edge/80 max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0"
      >
        <GivenLine open={open} sending={bring.sending} />
        <div className="flex items-start gap-1 pr-2">
          <Words ref={words} open={open} onCreate={create} onPaste={bring.onPaste} />
          {!open && (
            <IconButton label={t("more")} size="small" className="mt-2 sm:hidden" onClick={focus}>
              <Maximize2 aria-hidden />
            </IconButton>
          )}
        </div>
        <div className={classes("flex flex-col gap-3 px-3 pb-3", !open && "max-sm:hidden")}>
          <HeardChips onDone={focus} />
          <Trouble
            error={make.error ?? bring.error}
            onRetry={make.isError ? create : bring.again}
            onEdit={make.isError ? mark : undefined}
            onDrop={make.isError ? undefined : bring.forget}
          />
          <div className="flex items-end gap-3 max-sm:flex-col max-sm:items-stretch">
            <Options wrong={make.error} onFile={bring.send} />
            <div className="flex shrink-0 items-center justify-end gap-3 max-sm:justify-between">
              <Cost />
              <Create pending={make.isPending} disabled={isEmpty(draft)} onClick={create} />
            </div>
          </div>
        </div>
      </div>
    </section>
  );
}

const WRITING = "input, textarea, select, [contenteditable=''], [contenteditable='true']";

let shown = 0;

/** It shows itself when something is put into it, and when its keys are pressed. */
function useShown(focus: () => void, setOpen: (open: boolean) => void) {
  const taken = useDraft((desk) => desk.taken);
  useEffect(() => {
    if (taken === shown) return;
    shown = taken;
    setOpen(true);
    focus();
  }, [taken, focus, setOpen]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.shiftKey) return;
      const writes = event.target instanceof Element && event.target.closest(WRITING) !== null;
      const over = document.querySelector("[role=dialog], [role=menu]") !== null;
      const command = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k";
      const letter = event.key === "c" && !writes && !over && !event.metaKey && !event.ctrlKey;
      if (!command && !letter) return;
      event.preventDefault();
      focus();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [focus]);
}
