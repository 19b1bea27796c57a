import { useTranslation } from "react-i18next";

import type { Job } from "@/api/client.ts";
import { ratioOf } from "@/clips/facts.ts";
import { Tip } from "@/ui/Tip.tsx";
import * as facts from "@/words/facts.ts";

/** Length, ratio and size of what is made, and whether it is made behind everybody else. */
export function Facts({ job }: { job: Job }) {
  const { t, i18n } = useTranslation("activity");
  const { clip } = job;
  const said = [facts.seconds(clip.seconds, i18n.language), ratioOf(clip.size), clip.size.replace("x", "×")];
  return (
    <p className="flex items-center gap-2 text-sm text-quiet">
      <span className="truncate">{said.join(" · ")}</span>
      {job.lane === "relaxed" && (
        <Tip text={t("relaxedHint")}>
          <span className="rounded-full border border-line px-2 text-xs leading-5">{t("relaxed")}</span>
        </Tip>
      )}
    </p>
  );
}
