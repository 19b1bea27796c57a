import { useTranslation } from "react-i18next";

import { refusalOf } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { RefusalProblem } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Meter, Problem } from "@/ui/States.tsx";
import { bytes } from "@/words/facts.ts";

import { forget, sendAgain, useSending, type Sending } from "./uploading.ts";

/** Files on their way, and those that did not get through. */
export function SendingList({ arrived }: { arrived: () => void }) {
  const files = useSending((now) => now.files);
  if (files.length === 0) return null;
  return (
    <ul className="mb-4 grid gap-2">
      {files.map((one) => (
        <li key={one.id}>
          {one.error === null ? <OnItsWay sending={one} /> : <NotSent sending={one} arrived={arrived} />}
        </li>
      ))}
    </ul>
  );
}

function OnItsWay({ sending: { file, sent } }: { sending: Sending }) {
  const { t, i18n } = useTranslation("library");
  return (
    <div className="rounded-lg border border-line bg-panel px-3.5 py-2.5">
      <div className="flex justify-between gap-3">
        <span className="truncate">{file.name}</span>
        <span className="shrink-0 text-sm text-quiet tabular-nums">
          {sent < 1 ? `${Math.round(100 * sent)} % · ${bytes(file.size, i18n.language)}` : t("reading")}
        </span>
      </div>
      <Meter label={t("sending", { name: file.name })} value={sent < 1 ? sent : null} className="mt-2" />
    </div>
  );
}

function NotSent({ sending, arrived }: { sending: Sending; arrived: () => void }) {
  const { t } = useTranslation("library");
  const title = t("notSent", { name: sending.file.name });
  const again = () => sendAgain(sending.id, arrived);
  const drop = (
    <Button size="small" look="ghost" onClick={() => forget(sending.id)}>
      {t("drop")}
    </Button>
  );
  const refusal = refusalOf(sending.error);
  if (refusal !== null) return <RefusalProblem refusal={refusal} title={title} onAgain={again} beside={drop} />;
  return (
    <Problem
      title={title}
      actions={
        <>
          <Button size="small" onClick={again}>
            {t("sendAgain")}
          </Button>
          {drop}
        </>
      }
    >
      {said(sending.error)}
    </Problem>
  );
}
