import { useTranslation } from "react-i18next";

import { refusalOf, Unreachable } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { RefusalProblem } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";

interface TroubleProps {
  error: Error | null;
  /** Ask for the same again. */
  onRetry: () => void;
  /** Go to the words that were refused; undefined where it is a file. */
  onEdit: ((words: readonly string[]) => void) | undefined;
  /** Do without the file; undefined where it is words. */
  onDrop: (() => void) | undefined;
}

/** Why something was refused, where it was asked for; the words stay. */
export function Trouble({ error, onRetry, onEdit, onDrop }: TroubleProps) {
  const { t } = useTranslation(["composer", "safety", "shell"]);
  if (error === null) return null;
  const drop = onDrop !== undefined && (
    <Button size="small" look="ghost" onClick={onDrop}>
      {t("safety:drop")}
    </Button>
  );
  const refusal = refusalOf(error);
  if (refusal !== null) {
    return (
      <RefusalProblem
        refusal={refusal}
        onEdit={onEdit === undefined ? undefined : () => onEdit(refusal.words)}
        onAgain={onRetry}
        beside={drop}
      />
    );
  }
  const away = error instanceof Unreachable;
  return (
    <Problem
      title={t(away ? "notSent" : "refused")}
      actions={
        <>
          {away && (
            <Button size="small" onClick={onRetry}>
              {t("shell:retry")}
            </Button>
          )}
          {drop}
        </>
      }
    >
      {said(error)}
    </Problem>
  );
}
