import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef, type ReactNode } from "react";

import { IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What a reader hears besides the title; shown below it. */
  about?: string;
  close: string;
  width?: "narrow" | "wide" | "side";
  children: ReactNode;
}

const WIDTHS = {
  narrow: "top-1/2 left-1/2 max-h-[88dvh] w-[min(30rem,calc(100vw-24px))] -translate-x-1/2 -translate-y-1/2 rounded-xl",
  wide: "top-1/2 left-1/2 max-h-[92dvh] w-[min(60rem,calc(100vw-24px))] -translate-x-1/2 -translate-y-1/2 rounded-xl",
  side: "inset-y-0 right-0 w-[min(26rem,100vw)]",
};

/** A panel over the page; Escape and a click beside it close it, and lead back to where one was. `side` is as high as
 * the page, at its right. */
export function Dialog({ open, onClose, title, about, close, width = "narrow", children }: DialogProps) {
  const before = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
        <Radix.Content
          {...(about === undefined ? { "aria-describedby": undefined } : {})}
          onOpenAutoFocus={(event) => {
            before.current = document.activeElement;
            toFirstField(event);
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
          className={classes(
            "fixed z-40 flex animate-appear flex-col border border-line bg-panel shadow-lift outline-none",
            WIDTHS[width],
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="grow pt-1.5">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {about !== undefined && <Radix.Description className="mt-0.5 text-quiet">{about}</Radix.Description>}
            </div>
            <IconButton label={close} size="small" onClick={onClose}>
              <X aria-hidden />
            </IconButton>
          </div>
          <div className="min-h-0 grow overflow-y-auto px-5 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** To what is written in, or else to the panel itself: the button that closes would show its words over it. */
function toFirstField(event: Event): void {
  event.preventDefault();
  if (!(event.target instanceof HTMLElement)) return;
  const field = event.target.querySelector<HTMLElement>("input, textarea, select, [data-focus-first]");
  (field ?? event.target).focus();
}
