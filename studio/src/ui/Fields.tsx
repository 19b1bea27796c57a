import { useId, type ComponentProps, type ReactNode } from "react";

import { classes } from "./classes.ts";

export const INPUT =
  "w-full scroll-mt-20 rounded-md border border-edge/70 bg-night px-3 text-base text-ink transition duration-150 " +
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
export function TextField({ label, note, wrong, hideLabel, className, ...rest }: FieldProps & ComponentProps<"input">) {
  return (
    <Named {...{ label, note, wrong, hideLabel }}>
      {(given) => <input {...given} className={classes(INPUT, "h-10", className)} {...rest} />}
    </Named>
  );
}

/** Several lines to write in. */
export function TextArea({
  label,
  note,
  wrong,
  hideLabel,
  className,
  ...rest
}: FieldProps & ComponentProps<"textarea">) {
  return (
    <Named {...{ label, note, wrong, hideLabel }}>
      {(given) => <textarea {...given} className={classes(INPUT, "min-h-20 resize-y py-2", className)} {...rest} />}
    </Named>
  );
}

interface Given {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** A name above, and below it what explains or what is wrong. */
function Named({
  label,
  note,
  wrong,
  hideLabel = false,
  children,
}: FieldProps & { children: (given: Given) => ReactNode }) {
  const id = useId();
  const told = `${id}-told`;
  const tells = note !== undefined || wrong !== undefined;
  return (
    <div>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1.5 block text-sm text-quiet"}>
        {label}
      </label>
      {children({ id, "aria-invalid": wrong !== undefined, "aria-describedby": tells ? told : undefined })}
      {tells && (
        <p id={told} className={classes("mt-1.5 text-sm", wrong === undefined ? "text-quiet" : "text-unknown")}>
          {wrong ?? note}
        </p>
      )}
    </div>
  );
}
