import { Pencil, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { Job } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { nameOf } from "@/clips/facts.ts";
import { takeUp } from "@/draft/draft.ts";
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
  const cancelled = job.state === "cancelled";
  return (
    <li className="rounded-xl border border-line bg-panel px-4 py-3">
      <div className="flex items-center gap-3 max-sm:flex-wrap">
        <div className="min-w-0 grow">
          <Link to={`/clips/${clip.id}`} className="line-clamp-1 hover:underline">
            {nameOf(clip)}
          </Link>
          <p className={classes("text-sm", cancelled ? "text-quiet" : "text-unknown")}>
            {cancelled ? t("why.cancelled") : (whyOf(job) ?? t("why.other"))}{" "}
            <span className="text-quiet">
              {facts.ago(clip.completed_at ?? job.created_at, i18n.language, now / 1000)}
            </span>
          </p>
        </div>
        <Button size="small" look="ghost" onClick={change}>
          <Pencil aria-hidden />
          {t("edit")}
        </Button>
        <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate(clip.id)}>
          <RotateCcw aria-hidden />
          {t("retry")}
        </Button>
      </div>
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
  const { code, message } = (clip.error ?? {}) as { code?: string; message?: string };
  const text = message ?? reason;
  if (text === null) return null;
  return said(new Refused({ message: text, status: 500, code: code ?? "", param: null, retryAfterS: null }));
}
