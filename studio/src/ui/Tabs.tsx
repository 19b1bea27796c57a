import { Tabs as Radix } from "radix-ui";
import { useEffect, useRef, type ReactNode } from "react";

import { tellSides } from "./sides.ts";

interface Tab<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  tabs: readonly Tab<Value>[];
  onChange: (value: Value) => void;
  children: ReactNode;
}

/** Tabs with what belongs to the chosen one below; the children are `TabPanel`s or whatever is shown. */
export function Tabs<Value extends string>({ label, value, tabs, onChange, children }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>("[data-state=active]");
    if (list.current === null || tab == null) return;
    list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.offsetWidth) / 2;
  }, [value]);
  useEffect(() => (list.current === null ? undefined : tellSides(list.current)), []);
  return (
    <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as Value)}>
      <Radix.List
        ref={list}
        aria-label={label}
        className="relative flex [scrollbar-width:none] gap-1 overflow-x-auto border-b border-line fade-sides"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="relative -mb-px flex h-10 shrink-0 items-center gap-2 border-b-2 border-transparent px-3 text-base whitespace-nowrap text-quiet -outline-offset-2! transition duration-150 hover:text-ink data-[state=active]:border-moon-text data-[state=active]:text-ink [&_svg]:size-4"
          >
            {tab.icon}
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

/** What belongs to one tab; with `keep` it stays as it is while another is looked at. */
export function TabPanel({ value, keep, children }: { value: string; keep?: true; children: ReactNode }) {
  return (
    <Radix.Content
      value={value}
      forceMount={keep}
      className="animate-appear pt-5 outline-none data-[state=inactive]:hidden"
    >
      {children}
    </Radix.Content>
  );
}
