import { useTranslation } from "react-i18next";

import { RefusalProblem } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";

import type { Actions } from "./actions.ts";
import type { Making } from "./making.ts";
import { forgetRefused, useUploads } from "./useUploads.ts";

interface BlockedProps {
  making: Making;
  actions: Actions;
  onEdit: (words: readonly string[]) => void;
}

/** What the policy refused of the board and of files that were brought to it. */
export function Blocked({ making: { blocked, make }, actions, onEdit }: BlockedProps) {
  const { t } = useTranslation(["storyboard", "safety"]);
  const refused = useUploads((now) => now.refused);
  return (
    <>
      {blocked !== null && <RefusalProblem refusal={blocked} onEdit={() => onEdit(blocked.words)} onAgain={make} />}
      {refused.map(({ file, at, refusal }) => (
        <RefusalProblem
          key={refusal.decision}
          refusal={refusal}
          title={t("uploadFailed", { name: file.name })}
          onAgain={() => void actions.addFiles([file], at)}
          beside={
            <Button size="small" look="ghost" onClick={() => forgetRefused(file)}>
              {t("safety:drop")}
            </Button>
          }
        />
      ))}
    </>
  );
}
