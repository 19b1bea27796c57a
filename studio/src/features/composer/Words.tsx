import { useQuery } from "@tanstack/react-query";
import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  type RefObject,
} from "react";
import { useTranslation } from "react-i18next";

import { vocabularyQuery } from "@/api/queries.ts";
import { useDraft } from "@/draft/draft.ts";
import { classes } from "@/ui/classes.ts";

import { Endings } from "./Endings.tsx";
import { endingsOf, wordAt } from "./heard.ts";

const MOST_LINES = 8;
const LINE_PX = 24;
const AROUND_PX = 24;

interface WordsProps {
  ref: Ref<HTMLTextAreaElement>;
  open: boolean;
  onCreate: () => void;
  onPaste: (event: ClipboardEvent) => void;
}

/** Where the words are written; as high as they are, up to some lines. */
export function Words({ ref, open, onCreate, onPaste }: WordsProps) {
  const { t } = useTranslation("composer");
  const prompt = useDraft((desk) => desk.draft.prompt);
  const goesOn = useDraft((desk) => desk.draft.given?.kind === "clip");
  const change = useDraft((desk) => desk.change);
  const area = useRef<HTMLTextAreaElement>(null);
  const { endings: found, chosen, look, move, hide } = useEndings();
  const endings = prompt === "" ? [] : found; // what was written may have been sent
  useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(ref, () => area.current);
  useHeight(area, prompt);
  const take = (words: string) => {
    const node = area.current;
    if (node === null) return;
    const begun = wordAt(prompt, node.selectionStart).length;
    const from = node.selectionStart - begun;
    node.focus();
    node.setRangeText(words, from, node.selectionStart, "end");
    change({ prompt: node.value });
    hide();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const ending = endings[chosen];
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onCreate();
    } else if (event.key === "Tab" && !event.shiftKey && ending !== undefined) {
      event.preventDefault();
      take(ending.words);
    } else if (endings.length > 0 && event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      if (endings.length > 0) hide();
      else area.current?.blur();
    }
  };
  return (
    <div className="min-w-0 grow">
      <textarea
        ref={area}
        rows={1}
        value={prompt}
        aria-label={t("words")}
        placeholder={t(goesOn ? "hintMore" : "hint")}
        spellCheck={false}
        enterKeyHint="send"
        onChange={(event) => {
          change({ prompt: event.target.value });
          look(event.target, (event.nativeEvent as InputEvent).isComposing);
        }}
        onKeyDown={pressed}
        onPaste={onPaste}
        onBlur={hide}
        className={classes(
          "block w-full resize-none bg-transparent px-4 pt-3.5 pb-2.5 text-lg text-ink outline-none",
          !open && "max-sm:h-12! max-sm:overflow-hidden max-sm:text-ellipsis max-sm:whitespace-nowrap",
        )}
      />
      {open && <Endings endings={endings} chosen={chosen} onTake={take} />}
    </div>
  );
}

/** Known words that end what is being written; none while an input method composes. The words that are known may come
 *  from the server after the writing. */
function useEndings() {
  const { i18n } = useTranslation();
  const { data: known } = useQuery(vocabularyQuery);
  const [{ word, chosen }, setLooked] = useState({ word: "", chosen: 0 });
  const language = /\p{Script=Han}/u.test(word) ? "zh" : "en";
  const endings =
    known === undefined || (language === "zh" && i18n.language !== "zh") ? [] : endingsOf(word, known, language);
  const hide = () => setLooked({ word: "", chosen: 0 });
  const look = (node: HTMLTextAreaElement, composes: boolean) =>
    setLooked({ word: composes ? "" : wordAt(node.value, node.selectionStart), chosen: 0 });
  const move = (by: number) => setLooked({ word, chosen: (chosen + by + endings.length) % endings.length });
  return { endings, chosen, hide, look, move };
}

function useHeight(area: RefObject<HTMLTextAreaElement | null>, prompt: string) {
  useLayoutEffect(() => fit(area.current), [area, prompt]);
  useEffect(() => {
    const again = () => fit(area.current);
    window.addEventListener("resize", again);
    return () => window.removeEventListener("resize", again);
  }, [area]);
}

function fit(node: HTMLTextAreaElement | null): void {
  if (node === null) return;
  const most = MOST_LINES * LINE_PX + AROUND_PX;
  node.style.height = "0";
  const { scrollHeight } = node;
  node.style.height = `${Math.min(scrollHeight, most)}px`;
  node.style.overflowY = scrollHeight > most ? "auto" : "hidden";
}
