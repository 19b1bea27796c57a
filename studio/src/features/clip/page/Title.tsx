import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail } from "@/api/client.ts";
import { refusalOf } from "@/api/errors.ts";
import { useOperations } from "@/clips/operations.ts";
import { classes } from "@/ui/classes.ts";
import { INPUT } from "@/ui/Fields.tsx";

import { useChange } from "./change.ts";

const LONGEST = 200;

/** What the clip is called; a click writes another name. */
export function Title({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("clip");
  const { calledBy } = useOperations();
  const change = useChange(clip.id);
  const [written, setWritten] = useState<string | null>(null);
  const name = calledBy(clip);
  const done = () => {
    if (written === null) return;
    const title = written.trim();
    setWritten(null);
    if (title !== clip.title && !(title === name && clip.title === "")) {
      // Words that are refused are not lost: they can be said otherwise.
      change.mutate({ title }, { onError: (error) => refusalOf(error) !== null && setWritten(written) });
    }
  };
  return (
    <>
      <h1 className={classes("text-lg leading-6 font-semibold text-balance", written !== null && "sr-only")}>
        <button
          type="button"
          title={t("rename")}
          aria-label={t("renameIt", { name })}
          onClick={() => setWritten(name)}
          className="group -mx-2 -my-1 rounded-md px-2 py-1 text-left hover:bg-raised"
        >
          <span className="line-clamp-3">
            {name}
            <Pencil
              aria-hidden
              className="ml-2 inline size-3.5 text-quiet opacity-0 transition group-hover:opacity-100 group-focus-visible:opacity-100"
            />
          </span>
        </button>
      </h1>
      {written !== null && (
        <textarea
          aria-label={t("title")}
          // Somebody has just pressed the title to write here.
          ref={(field) => {
            if (field !== null && document.activeElement !== field) {
              field.focus();
              field.select();
            }
          }}
          rows={3}
          maxLength={LONGEST}
          value={written}
          placeholder={clip.prompt}
          onChange={(event) => setWritten(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) {
              event.preventDefault();
              done();
            }
            if (event.key === "Escape") setWritten(null);
          }}
          className={classes(INPUT, "resize-none py-2 text-lg font-semibold")}
        />
      )}
    </>
  );
}
