import { ChevronUp, CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Estimate } from "@/api/client.ts";
import { planOf, type Part, type Plan } from "@/timeline/plan.ts";
import { secondAt } from "@/timeline/timeline.ts";
import { Popover } from "@/ui/Popover.tsx";
import { classes } from "@/ui/classes.ts";
import { seconds as lasting } from "@/words/facts.ts";

import { useChoose } from "./choose.ts";
import { useDesk } from "./desk.ts";
import type { Making } from "./making.ts";
import { useTransport } from "./transport.ts";
import { useSay } from "./useSay.ts";

const FATES = ["kept", "changed", "words", "filled"] as const;
const DOTS = { kept: "bg-known", changed: "bg-moon", words: "bg-sky", describes: "bg-sky", filled: "bg-edge" };

/** One line about what will be made and what it costs; it opens to say it of each card. */
export function PlanLine({ making }: { making: Making }) {
  const { t, i18n } = useTranslation("storyboard");
  const { time } = useSay();
  const line = useDesk((now) => now.line);
  const plan = useMemo(() => planOf(line), [line]);
  const wrong = making.troubles.length + (making.refusal === null ? 0 : 1);
  const sums = FATES.filter((fate) => plan.frames[fate] > 0).map((fate) =>
    t(`sum.${fate}`, { seconds: time(secondAt(line, plan.frames[fate])) }),
  );
  const { estimate } = making;
  const done = estimate?.done_s ?? null;
  const about = making.isEstimating
    ? t("working")
    : done === null
      ? t("aboutUnknown")
      : t("about", { time: lasting(Math.max(1, done), i18n.language) });
  return (
    <Popover
      label={t("plan")}
      side="top"
      align="end"
      className="w-96"
      trigger={
        <button
          type="button"
          className="flex min-h-8 max-w-full items-center gap-2 rounded-full border border-line px-3 py-1 text-left text-sm hover:border-edge [&_svg]:size-4 [&_svg]:shrink-0"
        >
          {wrong > 0 ? (
            <>
              <CircleAlert aria-hidden className="text-unknown" />
              <span className="text-unknown">{t("problems")}</span>
            </>
          ) : (
            <span>
              {t("shots", { count: plan.shots })}: {sums.join(t("comma"))}
              <span className="text-quiet"> · {about}</span>
            </span>
          )}
          <ChevronUp aria-hidden className="text-quiet" />
        </button>
      }
    >
      <h2 className="mb-3 text-lg font-semibold">{t("plan")}</h2>
      <Problems making={making} />
      {estimate !== null && <Cost estimate={estimate} about={about} />}
      <Parts plan={plan} />
    </Popover>
  );
}

function Problems({ making }: { making: Making }) {
  const { t } = useTranslation("storyboard");
  const { troubles, refusal } = making;
  const all = [
    ...troubles.map((one) => ({ id: one.id, words: t(`trouble.${one.code}`) })),
    ...(refusal === null ? [] : [{ id: refusal.id, words: refusal.message }]),
  ];
  return all.length === 0 ? null : (
    <ul className="mb-3 flex flex-col gap-1.5">
      {all.map((one) => (
        <li key={`${one.id ?? ""} ${one.words}`}>
          <Line id={one.id} className="border border-unknown/40 bg-unknown/8">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown" />
            <span className="min-w-0">
              {one.words}
              <CardName id={one.id} />
            </span>
          </Line>
        </li>
      ))}
    </ul>
  );
}

function CardName({ id }: { id: string | null }) {
  const card = useDesk(({ line }) => line.cards.find((one) => one.id === id));
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  if (card === undefined) return null;
  const words = card.kind === "text" && card.text.trim() !== "" ? `: ${card.text}` : "";
  return (
    <span className="block truncate text-sm text-quiet">
      {t(card.kind)} · {time(card.at)}
      {words}
    </span>
  );
}

function Cost({ estimate, about }: { estimate: Estimate; about: string }) {
  const { t } = useTranslation("storyboard");
  const left = estimate.priority_left;
  const cost =
    estimate.lane === "relaxed"
      ? t("relaxed")
      : left === null
        ? null
        : `${t("costs", { count: estimate.clips })}, ${t("leftOfPlan", { count: left })}`;
  return (
    <div className="mb-3 rounded-lg bg-raised px-3 py-2 text-sm">
      <p>{cost === null ? about : `${about} · ${cost}`}</p>
      {estimate.notes.map((note) => (
        <p key={note} className="mt-1 text-quiet">
          {note}
        </p>
      ))}
    </div>
  );
}

function Parts({ plan }: { plan: Plan }) {
  return (
    <ol className="flex flex-col">
      {plan.parts.map((part) => (
        <li key={`${part.card?.id ?? "gap"} ${part.first}`}>
          <PartLine part={part} />
        </li>
      ))}
    </ol>
  );
}

function PartLine({ part }: { part: Part }) {
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const line = useDesk((now) => now.line);
  const transport = useTransport();
  const { card, fate } = part;
  const percent = card === null || card.kind === "text" ? 0 : Math.round(100 * (1 - card.strength));
  return (
    <Line id={card?.id ?? null} onOpen={() => transport.seek(secondAt(line, part.first))}>
      <span aria-hidden className={classes("mt-1.5 size-2 shrink-0 rounded-full", DOTS[fate])} />
      <span className="min-w-0 grow">
        <span className="block truncate">
          {card === null ? t("gap") : card.kind === "text" ? card.text.trim() || t("noWords") : t(card.kind)}
        </span>
        <span className="block text-sm text-quiet">{t(`fate.${fate}`, { percent })}</span>
      </span>
      <span className="shrink-0 text-sm text-quiet tabular-nums">{time(secondAt(line, part.end - part.first))}</span>
    </Line>
  );
}

interface LineProps {
  id: string | null;
  onOpen?: () => void;
  className?: string;
  children: React.ReactNode;
}

/** A line that goes to its card. */
function Line({ id, onOpen, className, children }: LineProps) {
  const choose = useChoose();
  return (
    <button
      type="button"
      onClick={() => {
        choose(id);
        onOpen?.();
      }}
      className={classes("flex w-full items-start gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-raised", className)}
    >
      {children}
    </button>
  );
}
