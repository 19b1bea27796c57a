import { PenLine, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { refusalOf } from "@/api/errors.ts";
import { foundIn, type Refusal } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";

import { AppealButton } from "./AppealButton.tsx";
import { useOutcome } from "./decisions.ts";

interface RefusalProblemProps {
  refusal: Refusal;
  /** Instead of what is said of its stage, where it has to be told which file or card it is. */
  title?: string | undefined;
  /** Go to the words; undefined where there are none to change. */
  onEdit?: (() => void) | undefined;
  /** Ask for the same again; offered once an appeal was granted. */
  onAgain?: (() => void) | undefined;
  /** More buttons. */
  beside?: ReactNode;
  className?: string | undefined;
  children?: ReactNode;
}

/** Something that the policy refuses, where it was asked for: at which stage, what was found in which words, and what
 * can be done. */
export function RefusalProblem(props: RefusalProblemProps) {
  const { refusal, title, onEdit, onAgain, beside, className, children } = props;
  const { t } = useTranslation("safety");
  const { state, answer } = useOutcome(refusal.decision);
  return (
    <Problem
      title={title ?? t(`refused.${refusal.stage}`)}
      {...(className === undefined ? {} : { className })}
      actions={
        <>
          {state === "granted" && onAgain !== undefined && (
            <Button size="small" onClick={onAgain}>
              <RotateCw aria-hidden />
              {t("again")}
            </Button>
          )}
          {onEdit !== undefined && (
            <Button size="small" onClick={onEdit}>
              <PenLine aria-hidden />
              {t("edit")}
            </Button>
          )}
          <AppealButton refusal={refusal} state={state} />
          {beside}
        </>
      }
    >
      {title !== undefined && <p>{t(`refused.${refusal.stage}`)}</p>}
      <p className="wrap-anywhere text-ink">{foundIn(refusal)}</p>
      <p>{state === "refused" ? t(`hints.${refusal.stage}`) : t(state)}</p>
      {answer !== "" && <p className="wrap-anywhere whitespace-pre-wrap">{t("answered", { words: answer })}</p>}
      {children}
    </Problem>
  );
}

interface WrongProps {
  /** What did not work. */
  title: string;
  error: unknown;
  onEdit?: ((refusal: Refusal) => void) | undefined;
  onAgain?: (() => void) | undefined;
}

/** What went wrong where something was asked for, be it refused by the policy or for another reason. */
export function Wrong({ title, error, onEdit, onAgain }: WrongProps) {
  const refusal = refusalOf(error);
  if (refusal === null) return <Problem title={title}>{said(error)}</Problem>;
  return (
    <RefusalProblem
      refusal={refusal}
      onEdit={onEdit === undefined ? undefined : () => onEdit(refusal)}
      {...{ onAgain }}
    />
  );
}
