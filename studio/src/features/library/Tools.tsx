import { LayoutGrid, Rows3, SlidersHorizontal, X } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useId } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { persist } from "zustand/middleware";

import { modelsQuery, presetsQuery } from "@/api/queries.ts";
import { isForPrograms, useModelNames } from "@/clips/models.ts";
import { useOperations } from "@/clips/operations.ts";
import { useStyles } from "@/clips/styles.ts";
import { Button } from "@/ui/Button.tsx";
import { ChipButton } from "@/ui/Chip.tsx";
import { Choose } from "@/ui/Choose.tsx";
import type { Choice } from "@/ui/Menu.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Top } from "@/ui/Top.tsx";

import { Search } from "./Search.tsx";
import type { View } from "./Shelf.tsx";
import { FILTERS, STATES, type Filter, type Wish } from "./useWish.ts";

const OPERATIONS = [
  "create",
  "animate",
  "still",
  "extend",
  "connect",
  "loop",
  "blend",
  "remix",
  "restyle",
  "recut",
  "upscale",
];

interface Looks {
  view: View;
}

/** How the library is shown; remembered. */
export const useView = create<Looks>()(persist((): Looks => ({ view: "grid" }), { name: "yozora.library" }));

/** Search, view, filters and order, at the top of the page. */
export function Tools({ wish }: { wish: Wish }) {
  const { t } = useTranslation("library");
  const { view } = useView();
  const { set } = wish;
  const search = useCallback((q: string) => set({ q }), [set]);
  const count = wish.filtered.length;
  const order = (
    <Choose
      label={t("order")}
      value={wish.wish.order}
      choices={[
        { value: "newest", label: t("newest") },
        { value: "oldest", label: t("oldest") },
      ]}
      onChange={(to) => set({ order: to })}
    />
  );
  const views = (
    <Segments
      label={t("view")}
      value={view}
      onChange={(to: View) => useView.setState({ view: to })}
      segments={[
        { value: "grid", label: t("grid"), icon: <LayoutGrid aria-hidden /> },
        { value: "list", label: t("list"), icon: <Rows3 aria-hidden /> },
      ]}
    />
  );
  return (
    <Top>
      <Search words={wish.wish.q} onSearch={search} />
      <div className="max-sm:hidden">{views}</div>
      <Popover
        label={t("filters")}
        align="end"
        trigger={
          <ChipButton
            tone={count > 0 ? "chosen" : "plain"}
            className="shrink-0 max-sm:size-10 max-sm:justify-center max-sm:px-0!"
          >
            <SlidersHorizontal aria-hidden />
            <span className="max-lg:sr-only">{t("filter")}</span>
            {count > 0 && <span className="tabular-nums max-sm:sr-only">{count}</span>}
          </ChipButton>
        }
      >
        <Filters wish={wish} />
        <div className="mt-4 flex flex-wrap items-center justify-between gap-2 border-t border-line pt-4 sm:hidden">
          {views}
        </div>
        <div className="mt-4 xl:hidden">{order}</div>
      </Popover>
      <div className="max-xl:hidden">{order}</div>
    </Top>
  );
}

/** The values of each filter, by what they are called. */
function useChoices(): Record<Filter, readonly Choice<string>[]> {
  const { t } = useTranslation("library");
  const { operationOf } = useOperations();
  const { called } = useStyles();
  const modelOf = useModelNames();
  const { data: presets } = useQuery(presetsQuery);
  const { data: models } = useQuery(modelsQuery);
  return {
    made: OPERATIONS.map((value) => ({ value, label: operationOf(value) })),
    style: (presets ?? []).map((preset) => ({ value: preset.name, label: called(preset.name) })),
    state: STATES.map((value) => ({ value, label: t(`states.${value}`) })),
    model: (models?.data ?? []).map(({ id }) => ({
      value: id,
      label: isForPrograms(id) ? `${modelOf(id)} · ${id}` : modelOf(id),
    })),
  };
}

function Filters({ wish }: { wish: Wish }) {
  const { t } = useTranslation("library");
  const choices = useChoices();
  return (
    <div className="grid gap-3">
      {FILTERS.map((filter) => (
        <FilterLine
          key={filter}
          label={t(filter)}
          value={wish.wish[filter]}
          choices={choices[filter]}
          onChange={(value) => wish.set({ [filter]: value })}
        />
      ))}
      {wish.filtered.length > 0 && (
        <Button size="small" onClick={() => wish.set({ made: "", style: "", state: "", model: "" })}>
          {t("clearFilters")}
        </Button>
      )}
    </div>
  );
}

interface FilterLineProps {
  label: string;
  value: string;
  choices: readonly Choice<string>[];
  onChange: (value: string) => void;
}

function FilterLine({ label, value, choices, onChange }: FilterLineProps) {
  const { t } = useTranslation("library");
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-3">
      <label htmlFor={id} className="text-quiet">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-44 rounded-md border border-edge/70 bg-night px-2.5 text-base text-ink hover:border-edge"
      >
        <option value="">{t("any")}</option>
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
        {value !== "" && !choices.some((one) => one.value === value) && <option value={value}>{value}</option>}
      </select>
    </div>
  );
}

/** The filters that hold, each with a way out. */
export function Held({ wish }: { wish: Wish }) {
  return wish.filtered.length === 0 ? null : <HeldFilters wish={wish} />;
}

function HeldFilters({ wish }: { wish: Wish }) {
  const { t } = useTranslation("library");
  const choices = useChoices();
  return (
    <div className="flex flex-wrap gap-2 pb-3">
      {wish.filtered.map((filter) => {
        const value = wish.wish[filter];
        const what = choices[filter].find((one) => one.value === value)?.label ?? value;
        return (
          <ChipButton key={filter} aria-label={t("withoutFilter", { what })} onClick={() => wish.set({ [filter]: "" })}>
            {what}
            <X aria-hidden className="text-quiet" />
          </ChipButton>
        );
      })}
    </div>
  );
}
