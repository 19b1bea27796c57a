import { useTranslation } from "react-i18next";

import { Unreachable } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";

/** Why something was refused, where it was asked for; the words stay. */
export function Trouble({ error, onRetry }: { error: Error | null; onRetry: (() => void) | undefined }) {
  const { t } = useTranslation(["composer", "shell"]);
  if (error === null) return null;
  const away = error instanceof Unreachable;
  return (
    <Problem
      title={t(away ? "notSent" : "refused")}
      actions={
        away &&
        onRetry !== undefined && (
          <Button size="small" onClick={onRetry}>
            {t("shell:retry")}
          </Button>
        )
      }
    >
      {said(error)}
    </Problem>
  );
}
