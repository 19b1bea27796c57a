import { useTranslation } from "react-i18next";

import { useDraft, type Draft } from "@/draft/draft.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import * as facts from "@/words/facts.ts";

import { useCost, withinPlan, type Limits } from "./useCost.ts";

/** How long it will take and what is left of the plan; or why the plan does not allow it, and what it does allow. */
export function Cost() {
  const { t, i18n } = useTranslation("composer");
  const draft = useDraft((desk) => desk.draft);
  const { data } = useCost(draft);
  if (data === undefined) return <span aria-live="polite" />;
  const limits: Limits = data.limits;
  if (data.refusal !== null && data.refusal.code !== "invalid_value") {
    return <Over said={data.refusal.message} code={data.refusal.code ?? ""} within={withinPlan(draft, limits)} />;
  }
  const all = limits["priority_clips_a_month"];
  const left = data.priority_left;
  const parts = [
    data.done_s === null ? "" : t("about", { time: facts.seconds(rounded(data.done_s), i18n.language) }),
    data.queue_ahead !== null && data.queue_ahead > 0 ? t("ahead", { count: data.queue_ahead }) : "",
    data.lane === "relaxed" ? t("relaxed") : data.lane === "both" ? t("some") : "",
    left === null ? "" : typeof all === "number" ? t("left", { left, all }) : t("leftOnly", { left }),
  ].filter((part) => part !== "");
  return (
    <p
      aria-live="polite"
      className="max-w-30 text-right text-sm/[1.125rem] text-balance text-quiet max-sm:max-w-none max-sm:text-left"
    >
      {parts.join(" · ")}
    </p>
  );
}

/** Whole seconds, and of more than a minute whole tens. */
const rounded = (value: number) => (value > 60 ? 10 * Math.round(value / 10) : Math.max(1, Math.round(value)));

function Over({ said, code, within }: { said: string; code: string; within: Partial<Draft> }) {
  const { t, i18n } = useTranslation("composer");
  const change = useDraft((desk) => desk.change);
  const ways = [
    within.resolution,
    within.seconds === undefined ? undefined : facts.seconds(within.seconds, i18n.language),
    within.variations === undefined ? undefined : t("takesOf", { count: within.variations }),
  ].filter((way) => way !== undefined);
  const short = code === "insufficient_quota" ? t("monthUsed") : t("planSays");
  return (
    <div
      role="alert"
      className="flex max-w-72 flex-wrap items-center justify-end gap-2 text-right text-sm text-unknown"
    >
      <span>{ways.length === 0 && i18n.language === "en" ? said : short}</span>
      {ways.length > 0 && (
        <ChipButton onClick={() => change(within)} title={said}>
          {t("use", { what: ways.join(" · ") })}
        </ChipButton>
      )}
    </div>
  );
}
