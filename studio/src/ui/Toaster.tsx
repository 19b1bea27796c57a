import { X } from "lucide-react";
import { Toast } from "radix-ui";

import { Button, IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";
import { useToasts } from "./toasts.ts";

/** Where toasts appear: at the foot of the page, above what stands there (`--foot`), beside the rail (`--side`). Once on
 * the page. */
export function Toaster({ label, close }: { label: string; close: string }) {
  const { toasts, drop } = useToasts();
  return (
    <Toast.Provider label={label} duration={6000}>
      {toasts.map((one) => (
        <Toast.Root
          key={one.id}
          onOpenChange={(open) => !open && drop(one.id)}
          className={classes(
            "pointer-events-auto flex max-w-full animate-rise items-center gap-3 rounded-lg border bg-raised py-2 pr-2 pl-4 shadow-lift",
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
      <Toast.Viewport
        label={`${label} ({hotkey})`}
        className="pointer-events-none fixed right-3 bottom-[max(1rem,env(safe-area-inset-bottom),calc(var(--foot,0px)-1.25rem))] left-[calc(var(--side,0px)+0.75rem)] z-50 mx-auto flex max-w-md flex-col items-center gap-2 outline-none"
      />
    </Toast.Provider>
  );
}
