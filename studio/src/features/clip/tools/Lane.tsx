import type { ReactNode } from "react";

import { classes } from "@/ui/classes.ts";

/** A strip of time: what is kept, and what is made anew. */
export function Lane({ children }: { children: ReactNode }) {
  return <div className="flex h-14 w-full gap-0.5 overflow-clip rounded-md">{children}</div>;
}

/** A part of the clip as it is. */
export function Old({ share, children }: { share: number; children?: ReactNode }) {
  return (
    <div
      className="flex min-w-6 overflow-clip rounded-sm border border-line bg-raised"
      style={{ flexGrow: share, flexBasis: 0 }}
    >
      {children}
    </div>
  );
}

/** A part that the model makes. */
export function New({ share, label, className }: { share: number; label: string; className?: string }) {
  return (
    <div
      className={classes(
        "grid min-w-6 place-items-center overflow-clip rounded-sm border border-dashed border-edge/70 hatched px-1 text-center text-xs text-quiet",
        className,
      )}
      style={{ flexGrow: share, flexBasis: 0 }}
    >
      <span className="truncate">{label}</span>
    </div>
  );
}
