import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

import { classes } from "./classes.ts";
import { Kbd } from "./Kbd.tsx";

const PANEL =
  "z-50 max-h-[min(26rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 overflow-y-auto animate-rise rounded-lg border border-line bg-panel p-1.5 shadow-lift";
const ROW =
  "flex min-h-9 w-full cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none select-none " +
  "data-highlighted:bg-raised data-disabled:pointer-events-none data-disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0";

interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
  label?: string;
}

/** A menu below (or above) its trigger. */
export function Menu({ trigger, children, align = "start", label }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={6} collisionPadding={8} aria-label={label} className={PANEL}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuAtProps {
  /** A place in the window, in pixels; null while it is closed. */
  at: { x: number; y: number } | null;
  onClose: () => void;
  /** Instead of the focus going back to a trigger, which there is none of. */
  onReturn: () => void;
  label: string;
  children: ReactNode;
}

/** A menu where the pointer is. */
export function MenuAt({ at, onClose, onReturn, label, children }: MenuAtProps) {
  return (
    <DropdownMenu.Root modal={false} open={at !== null} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed size-px" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={label}
          aria-labelledby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onReturn();
          }}
          className={classes(PANEL, "max-h-[min(42rem,var(--radix-dropdown-menu-content-available-height))]!")}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  onSelect: () => void;
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
}

/** Something that can be done. */
export function MenuItem({ onSelect, icon, keys, danger = false, disabled, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} disabled={disabled} className={classes(ROW, danger && "text-unknown")}>
      {icon}
      <span className="grow">{children}</span>
      {keys !== undefined && <Kbd>{keys}</Kbd>}
    </DropdownMenu.Item>
  );
}

/** A line between groups. */
export function MenuLine() {
  return <DropdownMenu.Separator className="mx-2 my-1.5 h-px bg-line" />;
}

/** What a group is called. */
export function MenuTitle({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-xs text-quiet">{children}</DropdownMenu.Label>;
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  note?: string;
  disabled?: boolean;
}

interface MenuChoicesProps<Value extends string> {
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
}

/** One of several, inside a menu. */
export function MenuChoices<Value extends string>({ value, choices, onChange }: MenuChoicesProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as Value)}>
      {choices.map((one) => (
        <DropdownMenu.RadioItem key={one.value} value={one.value} disabled={one.disabled} className={ROW}>
          <span className="grow">
            {one.label}
            {one.note !== undefined && <span className="block text-xs text-quiet">{one.note}</span>}
          </span>
          <DropdownMenu.ItemIndicator className="text-moon-text">
            <Check aria-hidden />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
