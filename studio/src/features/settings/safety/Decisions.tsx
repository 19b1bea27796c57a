import { useQuery } from "@tanstack/react-query";
import { Film, ShieldCheck, TextCursorInput } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { foundIn, type Decision } from "@/api/refusal.ts";
import { takeUp } from "@/draft/draft.ts";
import { AppealButton } from "@/safety/AppealButton.tsx";
import { decisionsQuery, stateOf } from "@/safety/decisions.ts";
import { Marked } from "@/safety/Marked.tsx";
import { Sign } from "@/safety/Sign.tsx";
import { Button } from "@/ui/Button.tsx";
import { ago } from "@/words/facts.ts";

import { Asked, Group, Lines } from "../parts.tsx";

const FIRST = 5;

/** What was refused to oneself, and what became of it. */
export function Decisions() {
  const { t } = useTranslation("settings");
  const asked = useQuery(decisionsQuery);
  const [all, setAll] = useState(false);
  return (
    <Group title={t("safety.own")}>
      <Asked asked={asked}>
        {(decisions) => (
          <>
            <Lines>
              {decisions.length === 0 && (
                <p className="flex items-center gap-3 px-4 py-5 text-quiet">
                  <ShieldCheck aria-hidden className="size-4" />
                  {t("safety.none")}
                </p>
              )}
              {decisions.slice(0, all ? undefined : FIRST).map((one) => (
                <Own key={one.id} decision={one} />
              ))}
            </Lines>
            {!all && decisions.length > FIRST && (
              <Button size="small" className="mt-3" onClick={() => setAll(true)}>
                {t("safety.all", { count: decisions.length - FIRST })}
              </Button>
            )}
          </>
        )}
      </Asked>
    </Group>
  );
}

function Own({ decision }: { decision: Decision }) {
  const { t, i18n } = useTranslation(["settings", "safety"]);
  const { id, stage, text, words, created_at, appeal, answer, granted } = decision;
  const state = stateOf(decision);
  return (
    <article className="flex flex-col gap-2 px-4 py-3.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h3 className="font-medium">
          {t(`safety:refused.${stage}`)}
          <span className="font-normal text-quiet"> · {ago(created_at, i18n.language)}</span>
        </h3>
        <Sign state={state} label={t(`settings:safety.states.${state}`)} />
      </div>
      <p className="line-clamp-4 wrap-anywhere whitespace-pre-wrap">
        <Marked text={text} words={words} />
      </p>
      <p className="text-sm wrap-anywhere text-quiet">{foundIn(decision)}</p>
      {appeal !== null && <Said by={t("settings:safety.said")} words={appeal} />}
      {granted !== null && (
        <Said by={t("settings:safety.answer")} words={answer === null || answer === "" ? null : answer} />
      )}
      <div className="flex flex-wrap items-center gap-2 empty:hidden">
        <AppealButton refusal={{ ...decision, decision: id }} state={state} />
        <After decision={decision} />
      </div>
    </article>
  );
}

function Said({ by, words }: { by: string; words: string | null }) {
  const { t } = useTranslation("settings");
  return (
    <div className="border-l-2 border-edge pl-3">
      <p className="text-sm text-quiet">{by}</p>
      <p className="wrap-anywhere whitespace-pre-wrap">{words ?? t("safety.noWords")}</p>
    </div>
  );
}

/** What can be done with what was refused: with words and clips at any time, with a file once that was granted. */
function After({ decision: { stage, text, clip_id, granted } }: { decision: Decision }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  if (stage === "upload") return granted === true ? <p className="text-quiet">{t("safety.bring")}</p> : null;
  if (clip_id !== null) {
    return (
      <Button asChild size="small">
        <Link to={`/clips/${clip_id}`}>
          <Film aria-hidden />
          {t("safety.clip")}
        </Link>
      </Button>
    );
  }
  const use = () => {
    takeUp({ prompt: text });
    void navigate("/");
  };
  return (
    <Button size="small" onClick={use}>
      <TextCursorInput aria-hidden />
      {t("safety.use")}
    </Button>
  );
}
