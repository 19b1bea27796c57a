import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { countsQuery } from "@/api/queries.ts";
import { Button } from "@/ui/Button.tsx";

import { Confirm } from "./Confirm.tsx";
import type { Actions } from "./useActions.ts";

/** What the trash is, and how it is emptied. */
export function TrashHead({ actions }: { actions: Actions }) {
  const { t } = useTranslation("library");
  const { data: counts } = useQuery(countsQuery);
  const [asks, setAsks] = useState(false);
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
      <p className="text-sm text-quiet">{t("noTrashHint")}</p>
      <Button look="danger" size="small" onClick={() => setAsks(true)}>
        {t("emptyTrash")}
      </Button>
      <Confirm
        open={asks}
        title={t("emptyTrashTitle")}
        about={t("emptyTrashAbout", { count: counts?.trash ?? 0 })}
        action={t("emptyTrash")}
        onClose={() => setAsks(false)}
        onDo={() => void actions.emptyTrash()}
      />
    </div>
  );
}
