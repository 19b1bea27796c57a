import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { usePreview, useProgress } from "@/api/live.ts";
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
  const message = clip.error?.["message"];
  return (
    <div className="absolute inset-0 grid place-items-center bg-[radial-gradient(circle_at_50%_30%,#1d2544,#0b0d17)]">
      {preview !== null && (
        <img src={preview} alt="" className="absolute inset-0 size-full animate-appear object-cover blur-[1px]" />
      )}
      <div className="relative flex w-72 max-w-[80%] flex-col gap-2.5 rounded-xl bg-black/65 p-4 text-center text-white backdrop-blur-sm">
        <p className="text-base font-medium">{t(hasFailed ? "failed" : "beingMade", { number })}</p>
        {hasFailed ? (
          <p className="text-sm">{typeof message === "string" ? message : ""}</p>
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
