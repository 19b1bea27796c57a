import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

import { Tip } from "./Tip.tsx";

interface Segment<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  segments: readonly Segment<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** A few choices side by side, of which one holds. With icons, the words are beside the pointer. */
export function Segments<Value extends string>({ label, value, segments, onChange, disabled }: SegmentsProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(chosen) => chosen !== "" && onChange(chosen as Value)}
      className="inline-flex rounded-md border border-line bg-panel p-0.5"
    >
      {segments.map((one) => {
        const item = (
          <ToggleGroup.Item
            value={one.value}
            aria-label={one.label}
            className="inline-flex h-8 min-w-9 items-center justify-center gap-1.5 rounded-sm px-2.5 text-sm whitespace-nowrap text-quiet transition duration-150 hover:text-ink disabled:opacity-45 aria-checked:bg-raised aria-checked:text-ink [&_svg]:size-4"
          >
            {one.icon ?? one.label}
          </ToggleGroup.Item>
        );
        return one.icon === undefined ? (
          <span key={one.value} className="contents">
            {item}
          </span>
        ) : (
          <Tip key={one.value} text={one.label}>
            {item}
          </Tip>
        );
      })}
    </ToggleGroup.Root>
  );
}
