import { Switch as Radix } from "radix-ui";
import { useId } from "react";

interface SwitchProps {
  label: string;
  note?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** On or off, with its words beside it. */
export function Switch({ label, note, checked, onChange, disabled }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <label htmlFor={id} className="text-base">
        {label}
        {note !== undefined && <span className="block text-sm text-quiet">{note}</span>}
      </label>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="mt-0.5 h-6 w-10 shrink-0 rounded-full border border-edge bg-raised p-0.5 transition duration-150 disabled:opacity-45 data-[state=checked]:border-moon-deep data-[state=checked]:bg-moon"
      >
        <Radix.Thumb className="block size-4.5 rounded-full bg-ink transition-transform duration-150 ease-soft data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-moon" />
      </Radix.Root>
    </div>
  );
}
