import { Ban, CircleCheck, CircleX, Clock3 } from "lucide-react";

import { classes } from "@/ui/classes.ts";

import type { State } from "./decisions.ts";

const SIGNS = { refused: Ban, appealed: Clock3, granted: CircleCheck, denied: CircleX };
const COLOURS: Record<State, string> = {
  refused: "text-unknown",
  appealed: "text-sky",
  granted: "text-known",
  denied: "text-unknown",
};

/** What has become of a decision, in a word. */
export function Sign({ state, label }: { state: State; label: string }) {
  const Icon = SIGNS[state];
  return (
    <span className={classes("inline-flex items-center gap-1.5 text-sm whitespace-nowrap", COLOURS[state])}>
      <Icon aria-hidden className="size-4" />
      {label}
    </span>
  );
}
