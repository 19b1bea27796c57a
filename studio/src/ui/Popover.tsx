import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { classes } from "./classes.ts";

interface PopoverProps {
  trigger: ReactNode;
  children: ReactNode;
  label: string;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
}

/** A small panel beside its trigger, for more than a list of choices. */
export function Popover({
  trigger,
  children,
  label,
  align = "start",
  side = "bottom",
  open,
  onOpenChange,
  className,
}: PopoverProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={8}
          collisionPadding={12}
          className={classes(
            "z-50 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-24px)] animate-rise overflow-y-auto rounded-xl border border-line bg-panel p-4 shadow-lift",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
