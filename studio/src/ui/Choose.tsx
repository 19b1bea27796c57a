import { ChevronDown } from "lucide-react";

import { ChipButton } from "./Chip.tsx";
import { Menu, MenuChoices, MenuTitle, type Choice } from "./Menu.tsx";

interface ChooseProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
  shown?: string;
  disabled?: boolean;
}

/** A round button that says what is chosen and opens the choices. */
export function Choose<Value extends string>({ label, value, choices, onChange, shown, disabled }: ChooseProps<Value>) {
  const said = shown ?? choices.find((one) => one.value === value)?.label ?? value;
  return (
    <Menu
      label={label}
      trigger={
        <ChipButton aria-label={`${label}: ${said}`} disabled={disabled}>
          <span className="truncate">{said}</span>
          <ChevronDown aria-hidden className="text-quiet" />
        </ChipButton>
      }
    >
      <MenuTitle>{label}</MenuTitle>
      <MenuChoices value={value} choices={choices} onChange={onChange} />
    </Menu>
  );
}
