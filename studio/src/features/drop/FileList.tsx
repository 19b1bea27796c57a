import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { refusalOf } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import { takeUp } from "@/draft/draft.ts";
import { RefusalProblem } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Meter } from "@/ui/States.tsx";
import * as facts from "@/words/facts.ts";
import { FilePicture } from "@/ui/FilePicture.tsx";

import { send, type Sent } from "./dropped.ts";

/** Files that go to the uploads, and what can be done with them then. */
export function FileList({ files, onClose }: { files: readonly Sent[]; onClose: () => void }) {
  const { t } = useTranslation("drop");
  const navigate = useNavigate();
  const [only] = files;
  const one = files.length === 1 ? (only?.upload ?? null) : null;
  const go = (to: string) => {
    onClose();
    void navigate(to);
  };
  const use = () => {
    if (one === null) return;
    const picture = one.kind === "image" ? one.content : null;
    takeUp({ given: { kind: one.kind, id: one.id, name: one.name, picture } });
    go("/");
  };
  return (
    <>
      <ul className="flex flex-col gap-2">
        {files.map((sent, place) => (
          <Line key={`${place} ${sent.file.name}`} sent={sent} />
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button disabled={files.every((sent) => sent.upload === null)} onClick={() => go("/uploads")}>
          {t("seeUploads")}
        </Button>
        {files.length === 1 && (
          <Button look="moon" disabled={one === null} onClick={use}>
            {t("inComposer")}
          </Button>
        )}
      </div>
    </>
  );
}

function Line({ sent }: { sent: Sent }) {
  const { t, i18n } = useTranslation(["drop", "shell"]);
  const { file, part, upload, error } = sent;
  const refusal = refusalOf(error);
  return (
    <li className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised/50 p-2">
      <FilePicture file={file} className="h-12 w-20 shrink-0 rounded-sm" />
      <div className="min-w-0 grow">
        <p className="truncate text-sm">{file.name}</p>
        {refusal !== null ? null : error !== null ? (
          <p role="alert" className="text-sm text-unknown">
            {said(error)}
          </p>
        ) : upload !== null ? (
          <p className="text-sm text-quiet">{facts.bytes(file.size, i18n.language)}</p>
        ) : (
          <Meter label={file.name} value={part} className="mt-2" />
        )}
      </div>
      {upload !== null && <CircleCheck role="img" aria-label={t("sent")} className="mr-1 size-5 text-known" />}
      {refusal !== null && <RefusalProblem refusal={refusal} onAgain={() => void send(file)} className="basis-full" />}
      {error !== null && refusal === null && (
        <Button size="small" onClick={() => void send(file)}>
          {t("shell:retry")}
        </Button>
      )}
    </li>
  );
}
