import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button.tsx";
import { classes } from "./classes.ts";

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  /** `h1` where it is the whole page. */
  heading?: "h1" | "h2";
  children?: ReactNode;
}

/** Where nothing is yet: what would be here, and how it comes. */
export function Empty({ icon, title, heading: Heading = "h2", children }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center text-quiet">
      {icon !== undefined && (
        <div aria-hidden className="grid size-14 place-items-center rounded-full bg-panel text-quiet [&_svg]:size-6">
          {icon}
        </div>
      )}
      <Heading className="text-lg font-medium text-ink">{title}</Heading>
      {children}
    </div>
  );
}

interface ProblemProps {
  title: string;
  children?: ReactNode;
  /** What can be done: buttons. */
  actions?: ReactNode;
  className?: string;
}

/** What went wrong, why, and what to do, where it went wrong. */
export function Problem({ title, children, actions, className }: ProblemProps) {
  return (
    <div
      role="alert"
      className={classes("flex gap-3 rounded-lg border border-unknown/40 bg-unknown/8 p-3 text-base", className)}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown" />
      <div className="min-w-0 grow">
        <p className="font-medium">{title}</p>
        {children !== undefined && <div className="mt-0.5 text-quiet">{children}</div>}
        {actions !== undefined && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}

interface RetryProblemProps {
  title: string;
  onRetry: () => void;
  children: ReactNode;
}

/** What went wrong, and a button that tries it again. */
export function RetryProblem({ title, onRetry, children }: RetryProblemProps) {
  const { t } = useTranslation();
  return (
    <Problem
      title={title}
      actions={
        <Button size="small" onClick={onRetry}>
          {t("retry")}
        </Button>
      }
    >
      {children}
    </Problem>
  );
}

/** The place of something that is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes("animate-twinkle rounded-lg bg-panel", className)} />;
}

/** How far something is, 0 to 1; null where that is not known. */
export function Meter({ label, value, className }: { label: string; value: number | null; className?: string }) {
  const percent = value === null ? undefined : Math.round(100 * value);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={classes("h-1 overflow-hidden rounded-full bg-line", className)}
    >
      <div
        className={classes(
          "h-full rounded-full bg-linear-to-r from-sky to-moon transition-[width] duration-300 ease-soft",
          value === null && "w-1/3 animate-twinkle",
        )}
        style={value === null ? undefined : { width: `${percent ?? 0}%` }}
      />
    </div>
  );
}
