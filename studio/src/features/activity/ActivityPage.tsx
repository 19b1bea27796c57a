import { useQuery } from "@tanstack/react-query";
import { MoonStar, Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { said } from "@/api/said.ts";
import { activityQuery, meQuery } from "@/api/queries.ts";
import { Button } from "@/ui/Button.tsx";
import { Empty, RetryProblem, Skeleton } from "@/ui/States.tsx";
import { Top } from "@/ui/Top.tsx";

import { DoneList } from "./DoneList.tsx";
import { FailedLine } from "./FailedLine.tsx";
import { RunningLine } from "./RunningLine.tsx";
import { Tell } from "./Tell.tsx";
import { WaitingList } from "./WaitingList.tsx";
import { done, failed, running, waiting } from "./queue.ts";
import { useQueue } from "./useQueue.ts";
import { useTicks } from "./useTicks.ts";

const AGAIN_MS = 4000;
const SHOWN_FAILED = 12;

/** The queue: what is made, what waits, and what became of the rest. */
export function ActivityPage() {
  const { t } = useTranslation(["activity", "shell"]);
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    ...activityQuery,
    // Seconds left are guessed anew from time to time.
    refetchInterval: ({ state }) => (state.data?.jobs.some((job) => job.state === "running") ? AGAIN_MS : false),
  });
  const { data: me } = useQuery(meQuery);
  const queue = useQueue();
  const jobs = data?.jobs ?? [];
  const [runs, waits, fails, ends] = [running(jobs), waiting(jobs), failed(jobs).slice(0, SHOWN_FAILED), done(jobs)];
  const passed = Math.max(0, (useTicks(runs.length + waits.length > 0) - dataUpdatedAt) / 1000);
  const mayPause = me?.scopes.includes("admin") === true;
  return (
    <div className="mx-auto w-full max-w-4xl pt-2">
      <title>{`${t("title")} · ${t("shell:title")}`}</title>
      <Top>
        <h1 className="grow truncate text-lg font-semibold">{t("title")}</h1>
        {mayPause && data !== undefined && (
          <Button size="small" className="h-10" onClick={() => queue.pause.mutate(!data.paused)}>
            {data.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            <span className="max-sm:sr-only">{t(data.paused ? "resume" : "pause")}</span>
          </Button>
        )}
      </Top>
      {data?.paused === true && <Paused own={mayPause} onResume={() => queue.pause.mutate(false)} />}
      {error !== null && data === undefined && (
        <RetryProblem title={t("shell:away")} onRetry={() => void refetch()}>
          {said(error)}
        </RetryProblem>
      )}
      {data === undefined && error === null && <Waiting />}
      {data !== undefined && runs.length + waits.length === 0 && (
        <Empty icon={<MoonStar />} title={t("empty")}>
          <p>{t("emptyHint")}</p>
          <Button asChild>
            <Link to="/">{t("toLibrary")}</Link>
          </Button>
        </Empty>
      )}
      {runs.length > 0 && (
        <Part title={t("running")}>
          <ul className="flex flex-col gap-2">
            {runs.map((job) => (
              <RunningLine
                key={job.clip.id}
                job={job}
                passed={passed}
                onCancel={() => queue.cancel.mutate(job.clip.id)}
              />
            ))}
          </ul>
        </Part>
      )}
      {waits.length > 0 && (
        <Part title={t("waiting")} count={waits.length}>
          <WaitingList
            jobs={waits}
            passed={passed}
            onMove={(id, before) => queue.move.mutate({ id, before })}
            onCancel={(id) => queue.cancel.mutate(id)}
          />
        </Part>
      )}
      {data !== undefined && <Tell />}
      {fails.length > 0 && (
        <Part title={t("failed")}>
          <ul className="flex flex-col gap-2">
            {fails.map((job) => (
              <FailedLine key={job.clip.id} job={job} />
            ))}
          </ul>
        </Part>
      )}
      {ends.length > 0 && (
        <Part title={t("done")}>
          <DoneList jobs={ends} />
        </Part>
      )}
    </div>
  );
}

function Part({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section className="mb-8">
      <h2 className="mb-2.5 flex items-baseline gap-2 text-sm text-quiet">
        {title}
        {count !== undefined && <span className="tabular-nums">{count}</span>}
      </h2>
      {children}
    </section>
  );
}

function Paused({ own, onResume }: { own: boolean; onResume: () => void }) {
  const { t } = useTranslation("activity");
  return (
    <div role="status" className="mb-6 flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised p-3">
      <Pause aria-hidden className="size-4 text-moon-text" />
      <p className="min-w-0 grow">
        <span className="font-medium">{t("paused")}</span>{" "}
        <span className="text-quiet">{t(own ? "pausedHint" : "pausedByOthers")}</span>
      </p>
      {own && (
        <Button size="small" onClick={onResume}>
          <Play aria-hidden />
          {t("resume")}
        </Button>
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-2">
      {[0, 1, 2].map((place) => (
        <Skeleton key={place} className="h-26" />
      ))}
    </div>
  );
}
