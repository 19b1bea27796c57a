import type { ReactNode } from "react";

import { ChipButton } from "@/ui/Chip.tsx";
import { Menu, MenuChoices, MenuTitle, type Choice } from "@/ui/Menu.tsx";

interface PickProps<Value extends string> {
  label: string;
  /** What is chosen, in words. */
  shown: string;
  icon?: ReactNode;
  value: Value;
  choices: readonly Choice<Value>[];
  /** Words above the choices. */
  note?: string;
  /** The server did not take what is chosen. */
  wrong: boolean;
  onChange: (value: Value) => void;
}

/** A round button that says what is chosen and opens the choices. */
export function Pick<Value extends string>({
  label,
  shown,
  icon,
  value,
  choices,
  note,
  wrong,
  onChange,
}: PickProps<Value>) {
  return (
    <Menu
      label={label}
      trigger={
        <ChipButton aria-label={`${label}: ${shown}`} className={wrong ? WRONG : undefined}>
          {icon}
          {shown}
        </ChipButton>
      }
    >
      <MenuTitle>{note === undefined ? label : `${label} · ${note}`}</MenuTitle>
      <MenuChoices value={value} choices={choices} onChange={onChange} />
    </Menu>
  );
}

/** The look of an option that was refused. */
export const WRONG = "border-unknown! text-unknown!";
