import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { foundIn, type Decision } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { stateOf } from "@/safety/decisions.ts";
import { Marked } from "@/safety/Marked.tsx";
import { Sign } from "@/safety/Sign.tsx";
import { Button } from "@/ui/Button.tsx";
import { TextArea } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";
import { classes } from "@/ui/classes.ts";
import { ago, share } from "@/words/facts.ts";

import { APPEALS } from "./queries.ts";

const LONGEST = 2000;
const LONG = 400;

interface AppealCardProps {
  appeal: Decision;
  onAnswered: () => void;
}

/** What was refused to somebody, what they say, and the answer. */
export function AppealCard({ appeal: one, onAnswered }: AppealCardProps) {
  const { t, i18n } = useTranslation(["settings", "safety"]);
  const [again, setAgain] = useState(false);
  const state = stateOf(one);
  const facts = [
    t("settings:appeals.score", { score: share(one.score, i18n.language) }),
    t("settings:appeals.by", { policy: one.policy }),
  ];
  return (
    <article aria-label={one.by} className="flex flex-col gap-4 rounded-xl border border-line bg-panel p-4">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-medium wrap-anywhere">
          {one.by}
          <span className="font-normal text-quiet"> · {ago(one.appealed_at ?? one.created_at, i18n.language)}</span>
        </h2>
        {state !== "appealed" && <Sign state={state} label={t(`settings:safety.states.${state}`)} />}
      </header>
      <div className="grid gap-4 sm:grid-cols-2">
        <Part title={`${t(`safety:stages.${one.stage}`)}: ${t(`safety:categories.${one.category}`)}`}>
          <Text text={one.text} words={one.words} />
          <p className="mt-2 text-sm wrap-anywhere">{foundIn(one)}</p>
          <p className="text-sm text-quiet">{facts.join(" · ")}</p>
        </Part>
        <Part title={t("settings:appeals.theySay", { name: one.by })}>
          <p className="wrap-anywhere whitespace-pre-wrap">{one.appeal}</p>
        </Part>
      </div>
      {state !== "appealed" && !again ? (
        <div className="flex flex-wrap items-end justify-between gap-3">
          <Part title={t("settings:appeals.words")}>
            <p className="wrap-anywhere whitespace-pre-wrap">
              {one.answer === null || one.answer === "" ? t("settings:safety.noWords") : one.answer}
            </p>
          </Part>
          <Button size="small" look="ghost" onClick={() => setAgain(true)}>
            {t("settings:appeals.again")}
          </Button>
        </div>
      ) : (
        <Answer
          appeal={one}
          onAnswered={() => {
            setAgain(false);
            onAnswered();
          }}
        />
      )}
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1 text-sm text-quiet">{title}</h3>
      {children}
    </section>
  );
}

function Text({ text, words }: { text: string; words: readonly string[] }) {
  const { t } = useTranslation("settings");
  const [whole, setWhole] = useState(false);
  return (
    <>
      <p className={classes("wrap-anywhere whitespace-pre-wrap", !whole && "line-clamp-6")}>
        <Marked text={text} words={words} />
      </p>
      {text.length > LONG && (
        <Button size="small" look="ghost" className="-ml-3" onClick={() => setWhole(!whole)}>
          {t(whole ? "appeals.less" : "appeals.whole")}
        </Button>
      )}
    </>
  );
}

function Answer({ appeal: { id, by, answer: before }, onAnswered }: AppealCardProps) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [words, setWords] = useState(before ?? "");
  const answer = useMutation({
    mutationFn: (granted: boolean) => {
      const params = { path: { decision_id: id } };
      return body(
        api.POST("/api/admin/appeals/{decision_id}/answer", { params, body: { granted, words: words.trim() } }),
      );
    },
    onSuccess: (_, granted) => {
      toast(t(granted ? "appeals.granted" : "appeals.denied", { name: by }));
      onAnswered();
    },
    onSettled: () => {
      for (const queryKey of [APPEALS, keys.decisions]) void client.invalidateQueries({ queryKey });
    },
  });
  const say = (granted: boolean) => {
    if (!answer.isPending) answer.mutate(granted);
  };
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <TextArea
        label={t("appeals.words")}
        note={t("appeals.wordsNote", { name: by })}
        maxLength={LONGEST}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {answer.isError && <Problem title={t("appeals.notAnswered")}>{said(answer.error)}</Problem>}
      <div className="flex justify-end gap-2">
        <Button look="danger" aria-disabled={answer.isPending} onClick={() => say(false)}>
          <X aria-hidden />
          {t("appeals.deny")}
        </Button>
        <Button aria-disabled={answer.isPending} onClick={() => say(true)}>
          <Check aria-hidden className="text-known" />
          {t("appeals.grant")}
        </Button>
      </div>
    </div>
  );
}
