import { Pencil, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { Job } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { errorOf } from "@/clips/failed.ts";
import { nameOf } from "@/clips/facts.ts";
import { takeUp } from "@/draft/draft.ts";
import { RefusalProblem } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";
import * as facts from "@/words/facts.ts";

import { useQueue } from "./useQueue.ts";
import { useTicks } from "./useTicks.ts";

/** What was not made: why, and what can be done. */
export function FailedLine({ job }: { job: Job }) {
  const { t, i18n } = useTranslation(["activity", "shell"]);
  const navigate = useNavigate();
  const { retry } = useQueue();
  const now = useTicks(false);
  const { clip } = job;
  const change = () => {
    takeUp({ prompt: clip.prompt, seed: clip.seed });
    void navigate("/");
  };
  const refusal = errorOf(clip)?.refusal ?? null;
  const cancelled = job.state === "cancelled";
  return (
    <li className="rounded-xl border border-line bg-panel px-4 py-3">
      <div className="flex items-center gap-3 max-sm:flex-wrap">
        <div className="min-w-0 grow">
          <Link to={`/clips/${clip.id}`} className="line-clamp-1 hover:underline">
            {nameOf(clip)}
          </Link>
          <p className={classes("text-sm", cancelled ? "text-quiet" : "text-unknown")}>
            {refusal === null && (cancelled ? t("why.cancelled") : (whyOf(job) ?? t("why.other")))}{" "}
            <span className="text-quiet">
              {facts.ago(clip.completed_at ?? job.created_at, i18n.language, now / 1000)}
            </span>
          </p>
        </div>
        {refusal === null && (
          <>
            <Button size="small" look="ghost" onClick={change}>
              <Pencil aria-hidden />
              {t("edit")}
            </Button>
            <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate(clip.id)}>
              <RotateCcw aria-hidden />
              {t("retry")}
            </Button>
          </>
        )}
      </div>
      {refusal !== null && (
        <RefusalProblem refusal={refusal} onEdit={change} onAgain={() => retry.mutate(clip.id)} className="mt-2" />
      )}
      {retry.isError && (
        <p role="alert" className="mt-2 text-sm text-unknown">
          {said(retry.error)}
        </p>
      )}
    </li>
  );
}

/** The server's reason in the person's language. */
function whyOf({ clip, reason }: Job): string | null {
  const error = errorOf({ error: clip.error ?? (reason === null ? null : { message: reason }) });
  return error === null ? null : said(error);
}
