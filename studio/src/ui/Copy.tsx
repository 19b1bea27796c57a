import { Check, Copy as CopySign } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";

import { Button } from "./Button.tsx";
import { classes } from "./classes.ts";
import { intoClipboard } from "./clipboard.ts";

interface CopyProps {
  /** What it is, above. */
  label: string;
  text: string;
  copy: string;
  copied: string;
  /** Several lines, as code. */
  code?: boolean;
}

const AGAIN_MS = 2000;

/** Something to take along: shown, and copied by a button. */
export function Copy({ label, text, copy, copied, code = false }: CopyProps) {
  const id = useId();
  const shown = useRef<HTMLElement>(null);
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const Tag = code ? "pre" : "div";
  return (
    <div>
      <div id={id} className="mb-1.5 text-sm text-quiet">
        {label}
      </div>
      <div
        className={classes(
          "flex gap-2 rounded-md border border-line bg-night p-1 pl-3",
          code ? "items-start" : "items-center",
        )}
      >
        <Tag
          role="group"
          aria-labelledby={id}
          // Focusable, so that long lines can be scrolled by keys.
          tabIndex={0}
          className="min-w-0 grow overflow-x-auto rounded-sm py-1.5 font-mono text-sm whitespace-pre"
        >
          <code ref={shown}>{text}</code>
        </Tag>
        <Button size="small" look="ghost" onClick={() => void take(text, shown.current).then(setDone)}>
          {done ? <Check aria-hidden className="text-known" /> : <CopySign aria-hidden />}
          <span aria-live="polite">{done ? copied : copy}</span>
        </Button>
      </div>
    </div>
  );
}

/** The clipboard is there on https and on this machine only; elsewhere the text is chosen, for the keys that copy. */
async function take(text: string, shown: HTMLElement | null): Promise<boolean> {
  if (await intoClipboard(text)) return true;
  if (shown !== null) getSelection()?.selectAllChildren(shown);
  return false;
}
