import { queryOptions, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { Unreachable } from "@/api/errors.ts";
import type { components } from "@/api/schema.ts";
import { Button } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";
import type { settings } from "@/words/en/settings.ts";

import { Asked, Group, Line, Lines, Section } from "./parts.tsx";

type Ready = components["schemas"]["Ready"];
type Part = keyof typeof settings.about.parts;

const aboutQuery = queryOptions({
  queryKey: ["about"],
  queryFn: ({ signal }) => body(api.GET("/api/about", { signal })),
  staleTime: Infinity,
});

const readyQuery = queryOptions({ queryKey: ["ready"], queryFn: ({ signal }) => ready(signal), staleTime: 0 });

/** How the server is. It answers 503 where something is amiss, and says what, so that is no error here. */
async function ready(signal: AbortSignal): Promise<Ready> {
  const answer = await fetch("/readyz", { signal }).catch(() => {
    throw new Unreachable();
  });
  return (await answer.json()) as Ready;
}

/** The program, how its server is, and where more is written. */
export function About() {
  const { t, i18n } = useTranslation("settings");
  const program = useQuery(aboutQuery);
  const health = useQuery(readyQuery);
  return (
    <Section title={t("sections.about")} hint={t("about.hint")}>
      <Asked asked={program}>
        {({ version, licence }) => (
          <Lines>
            <Line title={t("about.version")}>
              <span className="tabular-nums">{version}</span>
            </Line>
            <Line title={t("about.licence")}>{licence}</Line>
          </Lines>
        )}
      </Asked>
      <Group
        title={t("about.health")}
        actions={
          <Button size="small" look="ghost" onClick={() => void health.refetch()}>
            <RefreshCw aria-hidden className={classes(health.isFetching && "motion-safe:animate-spin")} />
            {t("about.again")}
          </Button>
        }
      >
        <Asked asked={health}>
          {({ ready: well, parts }) => (
            <Lines>
              <div role="status" className="flex items-center gap-3 px-4 py-3 font-medium">
                <Sign well={well} />
                {t(well ? "about.healthy" : "about.unhealthy")}
              </div>
              {Object.entries(parts).map(([part, told]) => (
                <Line
                  key={part}
                  title={i18n.exists(`settings:about.parts.${part}`) ? t(`about.parts.${part as Part}`) : part}
                  {...(told === "ok" ? {} : { note: told })}
                >
                  {told === "ok" ? <span className="text-quiet">{t("about.ok")}</span> : <Sign well={false} />}
                </Line>
              ))}
            </Lines>
          )}
        </Asked>
      </Group>
      <Group title={t("about.documents")}>
        <Lines>
          <Line title={t("about.api")}>
            <a href="/openapi.json" className="rounded-sm text-sky underline underline-offset-2">
              {t("about.apiLink")}
            </a>
          </Line>
          <Line title={t("about.guides")} note={t("about.guidesHint")} />
        </Lines>
        <p className="mt-3 text-sm text-quiet">{t("about.nothingOutside")}</p>
      </Group>
    </Section>
  );
}

function Sign({ well }: { well: boolean }) {
  return well ? (
    <CircleCheck aria-hidden className="size-4.5 text-known" />
  ) : (
    <CircleAlert aria-hidden className="size-4.5 text-unknown" />
  );
}
