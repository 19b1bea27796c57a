import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Me } from "@/api/client.ts";
import { Meter } from "@/ui/States.tsx";
import { bytes, count, seconds } from "@/words/facts.ts";

import { Group, Section } from "./parts.tsx";
import type { SectionProps } from "./sections.ts";

/** What the plan allows, what of it is used, and what happens then. */
export function Plan({ me }: SectionProps) {
  const { t, i18n } = useTranslation("settings");
  const limits = limitsOf(me);
  return (
    <Section title={t("sections.plan")} hint={t("plan.hint")}>
      <Group title={monthOf(me.month, i18n.language)}>
        <Used me={me} />
      </Group>
      <Group title={t("plan.allows", { plan: me.person.plan })}>
        <ul className="grid gap-x-8 gap-y-2 rounded-xl border border-line bg-panel p-4 sm:grid-cols-2">
          {useSentences(me).map((sentence) => (
            <li key={sentence} className="flex gap-2.5">
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-known" />
              {sentence}
            </li>
          ))}
        </ul>
      </Group>
      <Group title={t("plan.atLimit")}>
        <div className="flex max-w-prose flex-col gap-2 text-quiet">
          <p>
            {limits.clips === null
              ? t("plan.atLimitOpen")
              : t(limits.relaxed ? "plan.atLimitRelaxed" : "plan.atLimitNone", {
                  day: nextMonth(me.month, i18n.language),
                })}
          </p>
          {limits.storage !== null && <p>{t("plan.atLimitStorage")}</p>}
        </div>
      </Group>
    </Section>
  );
}

function Used({ me }: { me: Me }) {
  const { t, i18n } = useTranslation("settings");
  const language = i18n.language;
  const { clips, relaxed, storage } = limitsOf(me);
  const used = me.priority_clips + me.waiting_priority_clips;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Amount
        name={t("plan.priority")}
        value={
          clips === null
            ? count(used, language)
            : t("plan.priorityOf", { used: count(used, language), all: count(clips, language) })
        }
        share={clips === null ? undefined : used / Math.max(1, clips)}
        note={
          me.waiting_priority_clips > 0
            ? t("plan.waiting", { count: me.waiting_priority_clips })
            : clips === null
              ? t("plan.noLimit")
              : t("plan.renews", { day: nextMonth(me.month, language) })
        }
      />
      {relaxed && (
        <Amount name={t("plan.relaxed")} value={count(me.relaxed_clips, language)} note={t("plan.relaxedHint")} />
      )}
      <Amount name={t("plan.seconds")} value={seconds(me.seconds, language)} />
      <Amount
        name={t("plan.storage")}
        value={
          storage === null
            ? bytes(me.storage_bytes, language)
            : t("plan.priorityOf", { used: bytes(me.storage_bytes, language), all: bytes(storage, language) })
        }
        share={storage === null ? undefined : me.storage_bytes / Math.max(1, storage)}
        note={storage === null ? t("plan.noLimit") : undefined}
      />
    </div>
  );
}

interface AmountProps {
  name: string;
  value: ReactNode;
  /** Of the limit, where there is one. */
  share?: number | undefined;
  note?: string | undefined;
}

function Amount({ name, value, share, note }: AmountProps) {
  return (
    <div className="rounded-xl border border-line bg-panel p-4">
      <p className="text-sm text-quiet">{name}</p>
      <p className="mt-0.5 text-xl font-semibold tabular-nums">{value}</p>
      {share !== undefined && <Meter label={name} value={Math.min(1, share)} className="mt-3" />}
      {note !== undefined && <p className="mt-2 text-sm text-quiet">{note}</p>}
    </div>
  );
}

interface Limits {
  clips: number | null;
  relaxed: boolean;
  lines: number | null;
  seconds: number | null;
  together: number;
  takes: number | null;
  storage: number | null;
  mark: boolean;
}

function limitsOf({ plan }: Me): Limits {
  const number = (name: string) => (typeof plan[name] === "number" ? plan[name] : null);
  return {
    clips: number("priority_clips_a_month"),
    relaxed: plan.relaxed === true,
    lines: number("most_height_px"),
    seconds: number("most_seconds"),
    together: number("clips_at_once") ?? 1,
    takes: number("variations_at_once"),
    storage: number("storage_bytes"),
    mark: plan.visible_mark === true,
  };
}

function useSentences(me: Me): string[] {
  const { t, i18n } = useTranslation("settings");
  const limits = limitsOf(me);
  const language = i18n.language;
  const clips =
    limits.clips === null
      ? [t("plan.limits.priorityNone")]
      : [
          t("plan.limits.priority", { count: limits.clips }),
          t(limits.relaxed ? "plan.limits.relaxed" : "plan.limits.noRelaxed"),
        ];
  return [
    ...clips,
    limits.lines === null ? t("plan.limits.heightNone") : t("plan.limits.height", { lines: limits.lines }),
    limits.seconds === null
      ? t("plan.limits.secondsNone")
      : t("plan.limits.seconds", { time: seconds(limits.seconds, language) }),
    t("plan.limits.together", { count: limits.together }),
    limits.takes === null ? t("plan.limits.takesNone") : t("plan.limits.takes", { count: limits.takes }),
    limits.storage === null
      ? t("plan.limits.storageNone")
      : t("plan.limits.storage", { size: bytes(limits.storage, language) }),
    t(limits.mark ? "plan.limits.mark" : "plan.limits.noMark"),
  ];
}

/** `November 2026` of `2026-11`. Months end by the clock of Greenwich, as the server counts. */
function monthOf(month: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

function nextMonth(month: string, language: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + 1);
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone: "UTC" }).format(first);
}
