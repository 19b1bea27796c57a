import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { Problem } from "@/ui/States.tsx";
import { Switch } from "@/ui/Switch.tsx";

import { Asked, Lines, Section } from "../parts.tsx";
import { queueQuery } from "./queries.ts";

/** Whether anything new is begun. */
export function Queue() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const asked = useQuery(queueQuery);
  const pause = useMutation({
    mutationFn: (paused: boolean) => body(api.PUT("/api/admin/queue", { body: { paused } })),
    onMutate: (paused) => client.setQueryData(queueQuery.queryKey, { paused }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: queueQuery.queryKey });
      void client.invalidateQueries({ queryKey: keys.activity });
    },
  });
  return (
    <Section title={t("sections.queue")} hint={t("queue.hint")}>
      <Asked asked={asked}>
        {({ paused }) => (
          <>
            <Lines>
              <div className="px-4 py-3">
                <Switch
                  label={t("queue.pause")}
                  note={t("queue.pauseHint")}
                  checked={paused}
                  onChange={(now) => pause.mutate(now)}
                />
              </div>
            </Lines>
            {pause.isError && <Problem title={t("notSaved")}>{said(pause.error)}</Problem>}
            <p role="status" className="-mt-4 text-sm text-quiet">
              {t(paused ? "queue.paused" : "queue.running")}
            </p>
          </>
        )}
      </Asked>
    </Section>
  );
}
