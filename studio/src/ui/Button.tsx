import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { classes } from "./classes.ts";
import { Tip } from "./Tip.tsx";

type Look = "moon" | "panel" | "ghost" | "danger";
type Size = "small" | "medium";

const LOOKS: Record<Look, string> = {
  moon: "bg-linear-to-b from-moon to-moon-deep text-on-moon font-semibold shadow-[0_2px_14px_color-mix(in_srgb,var(--moon)_28%,transparent)] hover:brightness-105",
  panel: "border border-line bg-panel text-ink hover:border-edge hover:bg-raised",
  ghost: "text-quiet hover:bg-raised hover:text-ink",
  danger: "border border-line bg-panel text-unknown hover:border-unknown",
};
const SIZES: Record<Size, string> = { small: "h-8 px-3 text-sm gap-1.5", medium: "h-10 px-4 text-base gap-2" };
const ALWAYS =
  "inline-flex shrink-0 items-center justify-center rounded-md whitespace-nowrap transition duration-150 ease-soft " +
  "disabled:pointer-events-none disabled:opacity-45 aria-disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0";

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  size?: Size;
  /** Give the look to the only child, a link for instance. */
  asChild?: boolean;
}

/** A button. `moon` is for what makes something; there is at most one of it in sight. */
export function Button({ look = "panel", size = "medium", asChild = false, className, ...rest }: ButtonProps) {
  const Tag = asChild ? Slot.Root : "button";
  return (
    <Tag
      {...(asChild ? {} : { type: "button" as const })}
      className={classes(ALWAYS, LOOKS[look], SIZES[size], className)}
      {...rest}
    />
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** What it does: read aloud, and shown beside the pointer. */
  label: string;
  /** The key that does the same. */
  keys?: string;
  look?: Look | "onPicture";
  size?: Size;
  pressed?: boolean;
  children: ReactNode;
}

/** A button that is a sign only. */
export function IconButton({
  label,
  keys,
  look = "ghost",
  size = "medium",
  pressed,
  className,
  children,
  ...rest
}: IconButtonProps) {
  const shape = size === "small" ? "size-8" : "size-10";
  const own =
    look === "onPicture"
      ? "bg-black/55 text-white backdrop-blur-sm hover:bg-black/75"
      : pressed === true && look === "ghost"
        ? "bg-raised text-moon-text"
        : LOOKS[look];
  return (
    <Tip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(ALWAYS, own, shape, pressed === true && "text-moon-text", className)}
        {...rest}
      >
        {children}
      </button>
    </Tip>
  );
}
