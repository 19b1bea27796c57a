import { Search as Lens, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Kbd } from "@/ui/Kbd.tsx";

const WAIT_MS = 220;

/** The words that are looked for; `/` goes here from anywhere on the page. */
export function Search({ words, onSearch }: { words: string; onSearch: (words: string) => void }) {
  const { t } = useTranslation("library");
  const [typed, setTyped] = useState(words);
  const [said, setSaid] = useState(words);
  const field = useRef<HTMLInputElement>(null);
  if (said !== words) {
    // The search was changed elsewhere: cleared, or a link was followed.
    setSaid(words);
    if (words !== typed.trim()) setTyped(words);
  }
  useEffect(() => {
    if (typed.trim() === words) return undefined;
    const timer = setTimeout(() => onSearch(typed.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed, words, onSearch]);
  useEffect(() => {
    const on = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("input, textarea, select, [contenteditable], [role=dialog]") != null) return;
      event.preventDefault();
      field.current?.select();
    };
    addEventListener("keydown", on);
    return () => removeEventListener("keydown", on);
  }, []);
  return (
    <div role="search" className="group/search relative min-w-24 grow md:max-w-md">
      <Lens aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-quiet" />
      <input
        ref={field}
        type="search"
        aria-label={t("search")}
        aria-keyshortcuts="/"
        placeholder={t("searchHint")}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (typed === "") field.current?.blur();
          setTyped("");
          onSearch("");
        }}
        className="h-10 w-full rounded-md border border-edge/50 bg-panel pr-9 pl-9 text-base text-ink transition duration-150 hover:border-edge [&::-webkit-search-cancel-button]:hidden"
      />
      {typed === "" ? (
        <span className="pointer-events-none absolute top-2.5 right-2.5 group-focus-within/search:hidden max-md:hidden">
          <Kbd>/</Kbd>
        </span>
      ) : (
        <button
          type="button"
          aria-label={t("clearSearch")}
          onClick={() => {
            setTyped("");
            onSearch("");
            field.current?.focus();
          }}
          className="absolute top-1 right-1 grid size-8 place-items-center rounded-sm text-quiet hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}
