import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";

import { Kbd } from "./Kbd.tsx";

/** Words beside the pointer, after a moment. The child must say the same to a screen reader. */
export function Tip({ text, keys, children }: { text: string; keys?: string | undefined; children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 animate-appear items-center gap-2 rounded-sm border border-line bg-raised px-2.5 py-1.5 text-xs text-ink shadow-lift"
        >
          {text}
          {keys !== undefined && <Kbd>{keys}</Kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Around the page, once. */
export function Tips({ children }: { children: ReactNode }) {
  return <Tooltip.Provider delayDuration={450}>{children}</Tooltip.Provider>;
}
