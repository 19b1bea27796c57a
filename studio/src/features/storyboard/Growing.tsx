import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Clip } from "@/api/client.ts";
import { refusedShort, type Refusal } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { usePreview, useProgress } from "@/api/live.ts";
import { errorOf } from "@/clips/failed.ts";
import { AppealButton } from "@/safety/AppealButton.tsx";
import { useOutcome } from "@/safety/decisions.ts";
import { Button } from "@/ui/Button.tsx";
import { Meter } from "@/ui/States.tsx";

interface GrowingProps {
  clip: Clip;
  number: number;
  onCancel: () => void;
}

/** A take while it is made: its newest picture, and how far it is; or why it was not. */
export function Growing({ clip, number, onCancel }: GrowingProps) {
  const { t } = useTranslation("storyboard");
  const preview = usePreview(clip.id);
  const progress = useProgress(clip);
  const hasFailed = clip.status === "failed";
  const error = errorOf(clip);
  const refusal = error?.refusal ?? null;
  const reason = refusal !== null ? refusedShort(refusal) : error === null ? "" : said(error);
  return (
    <div className="absolute inset-0 grid place-items-center bg-[radial-gradient(circle_at_50%_30%,#1d2544,#0b0d17)]">
      {preview !== null && (
        <img src={preview} alt="" className="absolute inset-0 size-full animate-appear object-cover blur-[1px]" />
      )}
      <div className="relative flex w-72 max-w-[80%] flex-col gap-2.5 rounded-xl bg-black/65 p-4 text-center text-white backdrop-blur-sm">
        <p className="text-base font-medium">{t(hasFailed ? "failed" : "beingMade", { number })}</p>
        {hasFailed ? (
          <>
            <p className="text-sm">{reason}</p>
            {refusal !== null && <After clip={clip.id} refusal={refusal} />}
          </>
        ) : (
          <>
            <Meter label={t("beingMade", { number })} value={progress > 0 ? progress : null} />
            <p className="text-sm tabular-nums">
              {progress > 0 || clip.status === "in_progress"
                ? t("percent", { percent: Math.round(100 * progress) })
                : t("queued")}
            </p>
            <Button size="small" className="self-center" onClick={onCancel}>
              {t("cancel")}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function After({ clip, refusal }: { clip: string; refusal: Refusal }) {
  const { t } = useTranslation(["safety", "storyboard"]);
  const { state } = useOutcome(refusal.decision);
  return (
    <div className="flex flex-col items-center gap-2.5 text-sm">
      {state !== "refused" && <p>{t(`safety:${state}`)}</p>}
      <AppealButton refusal={refusal} state={state} />
      {state === "granted" && (
        <Button asChild size="small">
          <Link to={`/clips/${clip}`}>{t("storyboard:openClip")}</Link>
        </Button>
      )}
    </div>
  );
}
