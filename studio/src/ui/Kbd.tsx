import { classes } from "./classes.ts";

/** A key of the keyboard, beside what it does. It is not there on machines that are touched, but in a list of keys. */
export function Kbd({ children, listed = false }: { children: string; listed?: boolean }) {
  return (
    <kbd
      className={classes(
        "rounded-[5px] border border-line bg-night px-1.5 py-px font-sans text-xs leading-4 text-quiet",
        !listed && "pointer-coarse:hidden",
      )}
    >
      {children}
    </kbd>
  );
}
