import type { ComponentProps, ReactNode } from "react";

import { classes } from "./classes.ts";

type Tone = "plain" | "known" | "replaced" | "unknown" | "chosen";

const DOTS: Partial<Record<Tone, string>> = { known: "bg-known", replaced: "bg-moon", unknown: "bg-unknown" };
const SHAPE =
  "inline-flex h-8 max-w-full items-center gap-2 rounded-full border px-3 text-sm whitespace-nowrap [&_svg]:size-4 [&_svg]:shrink-0";

interface ChipProps extends ComponentProps<"button"> {
  tone?: Tone;
  children: ReactNode;
}

/** A small round button; with a tone, a dot says how a word was understood. */
export function ChipButton({ tone = "plain", className, children, ...rest }: ChipProps) {
  const colours =
    tone === "chosen"
      ? "border-moon/60 bg-moon/12 text-ink"
      : "border-line bg-raised/60 text-ink hover:border-edge hover:bg-raised";
  return (
    <button
      type="button"
      className={classes(SHAPE, colours, "transition duration-150 disabled:opacity-45", className)}
      {...rest}
    >
      <Dot tone={tone} />
      {children}
    </button>
  );
}

/** The same without being a button. */
export function Chip({
  tone = "plain",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span className={classes(SHAPE, "border-line bg-raised/60 text-ink", className)}>
      <Dot tone={tone} />
      {children}
    </span>
  );
}

function Dot({ tone }: { tone: Tone }) {
  const colour = DOTS[tone];
  return colour === undefined ? null : <span aria-hidden className={classes("size-2 shrink-0 rounded-full", colour)} />;
}
