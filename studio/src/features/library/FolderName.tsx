import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { INPUT } from "@/ui/Fields.tsx";
import { classes } from "@/ui/classes.ts";

const LONGEST = 120;

interface FolderNameProps {
  depth: number;
  name: string;
  wrong: string | undefined;
  onDone: (name: string) => void;
  onStop: () => void;
}

/** The name of a folder, written where the folder is. Enter keeps it, Escape does not. */
export function FolderName({ depth, name, wrong, onDone, onStop }: FolderNameProps) {
  const { t } = useTranslation("library");
  const [words, setWords] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu that it was asked in has given the focus back.
    const timer = setTimeout(() => field.current?.select(), 30);
    return () => clearTimeout(timer);
  }, []);
  const givenUp = useRef(false);
  const done = () => {
    const now = words.trim();
    if (givenUp.current || now === "" || now === name) onStop();
    else onDone(now);
  };
  return (
    <li className="py-0.5 pr-1" style={{ paddingLeft: 8 + 14 * depth }}>
      <input
        ref={field}
        aria-label={t("folderName")}
        aria-invalid={wrong !== undefined}
        placeholder={t("newFolder")}
        value={words}
        maxLength={LONGEST}
        onChange={(event) => setWords(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return; // Enter chooses a Chinese word
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            event.stopPropagation();
            givenUp.current = true;
            event.currentTarget.blur();
          }
        }}
        className={classes(INPUT, "h-9 px-2.5")}
      />
      {wrong !== undefined && <p className="mt-1 text-sm text-unknown">{wrong}</p>}
    </li>
  );
}
