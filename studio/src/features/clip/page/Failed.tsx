import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Clip, ClipDetail } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { errorOf } from "@/clips/failed.ts";
import { takeUp } from "@/draft/draft.ts";
import { RefusalProblem } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";

import { draftOf } from "../tools/again.ts";
import { useWork } from "./change.ts";

const KNOWN = [
  "cancelled",
  "corrupt_weights",
  "invalid_plan",
  "invalid_request",
  "missing_blob",
  "unreachable_bucket",
  "unreadable_file",
  "unwritable_output",
  "worker_lost",
] as const;

/** Why there is no clip, and what can be done. */
export function Failed({ clip }: { clip: Clip | ClipDetail }) {
  const { t, i18n } = useTranslation("clip");
  const { retry } = useWork(clip.id);
  const navigate = useNavigate();
  const code = KNOWN.find((one) => one === clip.error?.["code"]);
  const message = clip.error?.["message"];
  const own = i18n.language === "en" && typeof message === "string" && code !== "cancelled" ? message : null;
  const change = () => {
    if ("asked" in clip) takeUp(draftOf(clip));
    void navigate("/");
  };
  const notAgain = retry.isError && <p className="mt-1 text-unknown">{said(retry.error)}</p>;
  const refusal = errorOf(clip)?.refusal ?? null;
  if (refusal !== null) {
    return (
      <RefusalProblem
        refusal={refusal}
        onEdit={"asked" in clip ? change : undefined}
        onAgain={() => retry.mutate()}
        className="w-full max-w-xl bg-panel!"
      >
        {notAgain}
      </RefusalProblem>
    );
  }
  return (
    <Problem
      title={t(code === "cancelled" ? "cancelled" : "notMade")}
      className="w-full max-w-xl bg-panel!"
      actions={
        <>
          <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate()}>
            {t("retry")}
          </Button>
          {"asked" in clip && (
            <Button size="small" look="ghost" onClick={change}>
              {t("changeAndMake")}
            </Button>
          )}
        </>
      }
    >
      <p>{own ?? t(`why.${code ?? "other"}`)}</p>
      {notAgain}
    </Problem>
  );
}
