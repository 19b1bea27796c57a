import { useState } from "react";
import { useTranslation } from "react-i18next";

import { INPUT } from "@/ui/Fields.tsx";
import { classes } from "@/ui/classes.ts";

import { meant, written } from "./planRows.ts";

interface PlanCellProps {
  label: string;
  kind: Parameters<typeof written>[1];
  open: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** One limit of one plan: it is kept when the field is left, or by Enter; Escape takes it back. */
export function PlanCell({ label, kind, open, value, onChange }: PlanCellProps) {
  if (kind === "truth") {
    return (
      <div className="flex h-9 items-center px-3">
        <input
          type="checkbox"
          aria-label={label}
          className="size-4.5 cursor-pointer accent-moon-deep"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      </div>
    );
  }
  return <NumberCell key={written(value, kind)} {...{ label, kind, open, value, onChange }} />;
}

function NumberCell({ label, kind, open, value, onChange }: PlanCellProps) {
  const { t } = useTranslation("settings");
  const before = written(value, kind);
  const [text, setText] = useState(before);
  const said = meant(text, kind);
  const wrong = said === undefined || (said === null && !open);
  const keep = () => {
    if (!wrong && text !== before) onChange(said);
  };
  return (
    <input
      aria-label={label}
      aria-invalid={wrong}
      inputMode="decimal"
      placeholder={open ? t("plans.noLimit") : ""}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape") setText(before);
      }}
      className={classes(
        INPUT,
        "h-9 border-transparent! bg-transparent! tabular-nums hover:border-edge! focus:bg-night!",
      )}
    />
  );
}
