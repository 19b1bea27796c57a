import { useId, type ComponentProps, type ReactNode } from "react";

import { classes } from "./classes.ts";

export const INPUT =
  "w-full rounded-md border border-edge/70 bg-night px-3 text-base text-ink transition duration-150 " +
  "hover:border-edge disabled:opacity-45 aria-invalid:border-unknown";

interface FieldProps {
  label: string;
  /** Words below, that explain. */
  note?: string;
  /** What is wrong with what was written. */
  wrong?: string | undefined;
  hideLabel?: boolean;
}

/** A line to write in, with its name above. */
export function TextField({
  label,
  note,
  wrong,
  hideLabel = false,
  className,
  ...rest
}: FieldProps & ComponentProps<"input">) {
  const id = useId();
  const told = `${id}-told`;
  return (
    <Around id={id} told={told} label={label} note={note} wrong={wrong} hideLabel={hideLabel}>
      <input
        id={id}
        aria-invalid={wrong !== undefined}
        aria-describedby={note !== undefined || wrong !== undefined ? told : undefined}
        className={classes(INPUT, "h-10", className)}
        {...rest}
      />
    </Around>
  );
}

/** Several lines to write in. */
export function TextArea({
  label,
  note,
  wrong,
  hideLabel = false,
  className,
  ...rest
}: FieldProps & ComponentProps<"textarea">) {
  const id = useId();
  const told = `${id}-told`;
  return (
    <Around id={id} told={told} label={label} note={note} wrong={wrong} hideLabel={hideLabel}>
      <textarea
        id={id}
        aria-invalid={wrong !== undefined}
        aria-describedby={note !== undefined || wrong !== undefined ? told : undefined}
        className={classes(INPUT, "min-h-20 resize-y py-2", className)}
        {...rest}
      />
    </Around>
  );
}

interface AroundProps extends FieldProps {
  id: string;
  told: string;
  children: ReactNode;
}

function Around({ id, told, label, note, wrong, hideLabel, children }: AroundProps) {
  return (
    <div>
      <label htmlFor={id} className={hideLabel === true ? "sr-only" : "mb-1.5 block text-sm text-quiet"}>
        {label}
      </label>
      {children}
      {(wrong !== undefined || note !== undefined) && (
        <p id={told} className={classes("mt-1.5 text-sm", wrong === undefined ? "text-quiet" : "text-unknown")}>
          {wrong ?? note}
        </p>
      )}
    </div>
  );
}
