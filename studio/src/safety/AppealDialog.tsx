import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { foundIn, type Refusal } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextArea } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";

import { useAppealing } from "./appealing.ts";
import { decisionQuery, policyQuery } from "./decisions.ts";

const LONGEST = 2000;

/** Where somebody says why a decision is wrong. Once on the page. */
export function AppealDialog() {
  const { t } = useTranslation("safety");
  const { refusal, end } = useAppealing();
  return (
    <Dialog
      open={refusal !== null}
      onClose={end}
      title={t("dialog")}
      about={refusal === null ? "" : foundIn(refusal)}
      close={t("close")}
    >
      {refusal !== null && <Form refusal={refusal} onDone={end} />}
    </Dialog>
  );
}

function Form({ refusal, onDone }: { refusal: Refusal; onDone: () => void }) {
  const { t } = useTranslation("safety");
  const client = useQueryClient();
  const { data: policy } = useQuery(policyQuery);
  const [words, setWords] = useState("");
  const [tried, setTried] = useState(false);
  const isEmpty = words.trim() === "";
  const appeal = useMutation({
    mutationFn: () => {
      const params = { path: { decision_id: refusal.decision } };
      return body(api.POST("/api/decisions/{decision_id}/appeal", { params, body: { words: words.trim() } }));
    },
    onSuccess: (decision) => {
      client.setQueryData(decisionQuery(refusal.decision).queryKey, decision);
      toast(t("sent"));
      onDone();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: keys.decisions }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isEmpty && !appeal.isPending) appeal.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextArea
        label={t("why")}
        placeholder={t("whyHint")}
        note={t("whyNote")}
        wrong={tried && isEmpty ? t("whyMissing") : undefined}
        rows={4}
        maxLength={LONGEST}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {policy !== undefined && policy.appeal !== "" && (
        <p className="border-l-2 border-edge pl-3 text-sm whitespace-pre-wrap text-quiet">{policy.appeal}</p>
      )}
      {appeal.isError && <Problem title={t("notSent")}>{said(appeal.error)}</Problem>}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("cancel")}</Button>
        <Button type="submit" aria-disabled={appeal.isPending}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
