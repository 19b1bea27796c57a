import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { components } from "@/api/schema.ts";
import { policyQuery } from "@/safety/decisions.ts";
import { Skeleton } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { share } from "@/words/facts.ts";

import { Asked, Group, Line, Lines } from "../parts.tsx";

type Rules = components["schemas"]["PolicyShape"]["rules"];

const STAGES = ["prompt", "upload", "frames"] as const;

/** From which score on something is refused, how long that is kept, and what to do about it. */
export function Policy() {
  const { t } = useTranslation("settings");
  const asked = useQuery(policyQuery);
  return (
    <Group title={t("safety.policy")} hint={t("safety.policyHint")}>
      <Asked asked={asked} waiting={<Skeleton className="h-96 rounded-xl!" />}>
        {({ rules, version, digest, keep_days, appeal }) => (
          <div className="flex flex-col gap-4">
            <Table rules={rules} />
            <Lines>
              <Line title={t("safety.version")} note={t("safety.versionNote")}>
                <span className="tabular-nums">
                  {version} <span className="text-quiet">({digest})</span>
                </span>
              </Line>
              <Line title={t("safety.kept")} note={t("safety.keptNote")}>
                {t("safety.days", { count: keep_days })}
              </Line>
              <Line title={t("safety.disagree")} note={t("safety.disagreeHint")}>
                {appeal !== "" && <p className="basis-full wrap-anywhere whitespace-pre-wrap">{appeal}</p>}
              </Line>
            </Lines>
          </div>
        )}
      </Asked>
    </Group>
  );
}

function Table({ rules }: { rules: Rules }) {
  const { t } = useTranslation(["settings", "safety"]);
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-panel">
      <table className="w-full text-left">
        <caption className="sr-only">{t("settings:safety.policy")}</caption>
        <thead className="text-sm text-quiet">
          <tr className="border-b border-line">
            <th scope="col" className="py-2.5 pl-4 font-normal">
              {t("settings:safety.category")}
            </th>
            {STAGES.map((stage) => (
              <th key={stage} scope="col" className="py-2.5 pr-4 text-right font-normal">
                {t(`settings:safety.columns.${stage}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rules.map((rule) => (
            <tr key={rule.category}>
              <th scope="row" className="py-2.5 pr-3 pl-4 font-normal">
                <span className="block first-letter:uppercase">{t(`safety:categories.${rule.category}`)}</span>
              </th>
              {STAGES.map((stage) => (
                <td key={stage} className="py-2.5 pr-4 text-right whitespace-nowrap tabular-nums">
                  <Threshold score={rule[stage]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Threshold({ score }: { score: number }) {
  const { t, i18n } = useTranslation("settings");
  const said = score > 1 ? t("safety.never") : score <= 0 ? t("safety.always") : share(score, i18n.language);
  return <span className={classes(score > 1 && "text-quiet")}>{said}</span>;
}
