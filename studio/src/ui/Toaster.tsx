import { X } from "lucide-react";
import { Toast } from "radix-ui";

import { Button, IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";
import { useToasts } from "./toasts.ts";

/** Where toasts appear; once on the page. */
export function Toaster({ label, close }: { label: string; close: string }) {
  const { toasts, drop } = useToasts();
  return (
    <Toast.Provider label={label} duration={6000}>
      {toasts.map((one) => (
        <Toast.Root
          key={one.id}
          onOpenChange={(open) => !open && drop(one.id)}
          className={classes(
            "flex animate-rise items-center gap-3 rounded-lg border bg-raised py-2 pr-2 pl-4 shadow-lift",
            one.tone === "wrong" ? "border-unknown/60" : "border-line",
          )}
        >
          <Toast.Description className="grow text-base">{one.text}</Toast.Description>
          {one.action !== undefined && (
            <Toast.Action asChild altText={one.action.label}>
              <Button size="small" onClick={one.action.run}>
                {one.action.label}
              </Button>
            </Toast.Action>
          )}
          <Toast.Close asChild>
            <IconButton label={close} size="small">
              <X aria-hidden />
            </IconButton>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed top-4 left-1/2 z-50 flex w-[min(28rem,calc(100vw-24px))] -translate-x-1/2 flex-col gap-2 outline-none" />
    </Toast.Provider>
  );
}
