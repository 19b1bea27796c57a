import { useQuery } from "@tanstack/react-query";
import { MoonStar } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ClipDetail, Estimate } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { hasFields, markWords } from "@/safety/marking.ts";
import { Wrong } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";
import { seconds } from "@/words/facts.ts";

import { Results } from "./Results.tsx";
import type { Chosen } from "./settings.ts";
import { SettingsRow } from "./SettingsRow.tsx";
import { useLater } from "./useLater.ts";
import { costQuery, useMake, type Wish } from "./wish.ts";

interface BenchProps {
  source: ClipDetail;
  /** As results are called: `remix`. */
  operation: string;
  /** One line: what this tool does. */
  about: string;
  /** What stands on the moon button. */
  verb: string;
  chosen: Chosen;
  /** The request for a seed and the like; null while something is missing. */
  wish: (entries: ReturnType<Chosen["entries"]>) => Wish | null;
  /** What is missing, where something is. */
  missing?: string | undefined;
  showsSeed?: boolean;
  showsTakes?: boolean;
  showsModel?: boolean;
  /** More buttons beside the moon button. */
  beside?: ReactNode;
  children: ReactNode;
}

/** A tool: what is wanted at the left, what comes of it at the right. */
export function Bench({
  source,
  operation,
  about,
  verb,
  chosen,
  wish,
  missing,
  showsSeed = true,
  showsTakes = true,
  showsModel = true,
  beside,
  children,
}: BenchProps) {
  const { t } = useTranslation("tools");
  const make = useMake(source.id);
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  const now = wish(chosen.entries());
  const later = useLater(now);
  const cost = useQuery({ ...costQuery(later ?? NOTHING), enabled: later !== null });
  const submit = (fresh = false) => {
    const wanted = wish(chosen.entries(fresh));
    if (wanted !== null) make.mutate(wanted);
  };
  const problem = cost.data?.refusal ?? null;
  const refusal =
    problem === null
      ? null
      : new Refused({ ...problem, code: problem.code ?? "", status: 403, retryAfterS: null, refusal: null });
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,25rem)_minmax(0,1fr)]">
      {/* Control and Enter send from whichever field one writes in. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form
        ref={setForm}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          submit();
        }}
      >
        <p className="text-quiet">{about}</p>
        {children}
        <SettingsRow chosen={chosen} seed={showsSeed ? source.seed : null} takes={showsTakes} model={showsModel} />
        {refusal !== null && <Problem title={t("planSaysNo")}>{said(refusal)}</Problem>}
        {cost.isError && missing === undefined && <Problem title={t("notPossible")}>{said(cost.error)}</Problem>}
        {make.isError && (
          <Wrong
            title={t("notSent")}
            error={make.error}
            onEdit={form !== null && hasFields(form) ? ({ words }) => markWords(form, words) : undefined}
            onAgain={() => make.mutate(make.variables)}
          />
        )}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            type="submit"
            look="moon"
            disabled={now === null || make.isPending || refusal !== null}
            aria-busy={make.isPending}
          >
            <MoonStar aria-hidden />
            {verb}
          </Button>
          {beside}
          <p role="status" className="min-w-0 text-sm text-quiet">
            {missing ?? (cost.data !== undefined && later !== null ? <Cost cost={cost.data} /> : null)}
          </p>
        </div>
      </form>
      <Results
        source={source}
        operation={operation}
        onAgain={now === null || !showsSeed ? undefined : () => submit(true)}
      />
    </div>
  );
}

/** Never sent: stands where there is nothing to ask yet. */
const NOTHING: Wish = { to: "extensions", body: { video: { id: "" } } };

/** `2 clips of 5 s · about 40 s · 12 of this month left`. */
function Cost({ cost }: { cost: Estimate }) {
  const { t, i18n } = useTranslation("tools");
  const time = (value: number) => seconds(value, i18n.language);
  const parts = [
    t("clipsOf", { count: cost.clips, time: time(cost.seconds_each) }),
    cost.done_s === null ? t("timeUnknown") : t("about", { time: time(Math.max(1, Math.round(cost.done_s))) }),
    ...(cost.priority_left === null ? [] : [t("monthLeft", { count: cost.priority_left })]),
    ...(cost.lane === "relaxed" ? [t("relaxed")] : []),
  ];
  return <>{parts.join(" · ")}</>;
}
