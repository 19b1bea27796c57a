import { Fragment } from "react";

import { partsOf } from "./marking.ts";

/** A text in which some words are marked. */
export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return partsOf(text, words).map((part, place) =>
    part.marked ? (
      <mark key={place} className="rounded-xs bg-unknown/22 px-0.5 text-ink">
        {part.text}
      </mark>
    ) : (
      <Fragment key={place}>{part.text}</Fragment>
    ),
  );
}
