import { useId, useState } from "react";

import { INPUT } from "@/ui/Fields.tsx";
import { classes } from "@/ui/classes.ts";

interface NumberFieldProps {
  label: string;
  value: number;
  /** What the arrow keys add. */
  step?: number;
  onDone: (value: number) => void;
  disabled?: boolean;
}

const shown = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Seconds as a number to write. Enter or leaving it is when it counts; Escape forgets what was written. */
export function NumberField({ label, value, step = 0.1, onDone, disabled }: NumberFieldProps) {
  const id = useId();
  const [written, setWritten] = useState<string | null>(null);
  const done = () => {
    const next = Number((written ?? "").replace(",", "."));
    if (written !== null && written.trim() !== "" && Number.isFinite(next) && shown(next) !== shown(value))
      onDone(next);
    setWritten(null);
  };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block truncate text-xs text-quiet">
        {label}
      </label>
      <input
        id={id}
        inputMode="decimal"
        disabled={disabled}
        value={written ?? shown(value)}
        onChange={(event) => setWritten(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter") done();
          else if (event.key === "Escape") setWritten(null);
          else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
            event.preventDefault();
            setWritten(null);
            onDone(value + (event.key === "ArrowUp" ? step : -step));
          }
        }}
        className={classes(INPUT, "h-9 px-2 text-sm tabular-nums")}
      />
    </div>
  );
}
