import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { said } from "@/api/said.ts";
import { RetryProblem, Skeleton } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";

interface SectionProps {
  title: string;
  hint?: string;
  /** Beside the title: what can be made here. */
  actions?: ReactNode;
  /** For cards, which need the width. */
  wide?: boolean;
  children: ReactNode;
}

/** One section: its name, what it is about, and its content in a column. */
export function Section({ title, hint, actions, wide = false, children }: SectionProps) {
  return (
    <div className={classes("flex flex-col gap-7", wide ? "max-w-4xl" : "max-w-2xl")}>
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">{title}</h1>
          {hint !== undefined && <p className="mt-1 max-w-prose text-quiet">{hint}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

interface GroupProps {
  title: string;
  hint?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** What belongs together in a section. */
export function Group({ title, hint, actions, children }: GroupProps) {
  return (
    <section>
      <div className="mb-2.5 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="text-lg font-medium">{title}</h2>
          {hint !== undefined && <p className="text-sm text-quiet">{hint}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Lines below each other in one frame. */
export function Lines({ children }: { children: ReactNode }) {
  return <div className="divide-y divide-line rounded-xl border border-line bg-panel">{children}</div>;
}

interface LineProps {
  title: string;
  note?: string;
  children?: ReactNode;
}

/** A name, what it means, and at its right what is chosen. */
export function Line({ title, note, children }: LineProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-56">
        <p>{title}</p>
        {note !== undefined && <p className="text-sm text-quiet">{note}</p>}
      </div>
      {children}
    </div>
  );
}

interface AskedProps<Data> {
  asked: UseQueryResult<Data>;
  /** Heights of what is on its way, in the shape that it will have. */
  waiting?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** What was asked of the server: on its way, there, or why not. */
export function Asked<Data>({ asked, waiting, children }: AskedProps<Data>) {
  const { t } = useTranslation("settings");
  if (asked.data !== undefined) return children(asked.data);
  if (asked.error === null) {
    return (
      <div aria-busy aria-label={t("loading")} role="status">
        {waiting ?? <Skeleton className="h-36 rounded-xl!" />}
      </div>
    );
  }
  return (
    <RetryProblem title={t("wrong")} onRetry={() => void asked.refetch()}>
      {said(asked.error)}
    </RetryProblem>
  );
}
