import { useMutation, useQuery } from "@tanstack/react-query";
import { FileSearch, RotateCcw, ShieldCheck, ShieldQuestion, ShieldX } from "lucide-react";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Verdict } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { meQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { verify } from "@/api/sending.ts";
import { useModelNames } from "@/clips/models.ts";
import { Evidence } from "@/provenance/Evidence.tsx";
import { Button } from "@/ui/Button.tsx";
import { FilePicture } from "@/ui/FilePicture.tsx";
import { Meter, Problem } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { useDropped } from "@/ui/useDropped.ts";
import { moment } from "@/words/facts.ts";

import { Night } from "./Night.tsx";

/** Where a file comes from, for everybody: no account is needed, and nothing is kept. */
export function VerifyPage() {
  const { t } = useTranslation("provenance");
  const [file, setFile] = useState<File | null>(null);
  const [part, setPart] = useState(0);
  const given = useRef<AbortController>(null);
  const check = useMutation({
    mutationFn: (one: File) => {
      given.current?.abort();
      given.current = new AbortController();
      return verify(one, setPart, given.current.signal);
    },
  });
  const { mutate, reset } = check;
  const look = useCallback(
    (files: readonly File[]) => {
      const [first] = files;
      if (first === undefined) return;
      setFile(first);
      setPart(0);
      mutate(first);
    },
    [mutate],
  );
  const above = useDropped(look);
  const stop = () => {
    given.current?.abort();
    setFile(null);
    reset();
  };
  useEffect(() => () => given.current?.abort(), []);
  return (
    <Night title={t("title")}>
      <div className="w-full max-w-2xl animate-rise rounded-xl border border-line bg-panel/85 p-6 shadow-lift backdrop-blur-md sm:p-8">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        {check.data !== undefined && file !== null ? (
          <Answered found={check.data} file={file} onAnother={stop} />
        ) : (
          <>
            <p className="mt-1 text-quiet">{t("titleHint")}</p>
            {file !== null && check.isPending ? (
              <Busy name={file.name} part={part} onStop={stop} />
            ) : (
              <Chooser above={above} onFiles={look} />
            )}
            {check.isError && file !== null && (
              <Problem
                className="mt-5"
                title={t("wrong")}
                actions={
                  helps(check.error) && (
                    <Button size="small" onClick={() => look([file])}>
                      {t("again")}
                    </Button>
                  )
                }
              >
                {said(check.error)}
              </Problem>
            )}
          </>
        )}
      </div>
    </Night>
  );
}

/** Whether it may go better when it is tried again. */
const helps = (error: unknown): boolean => !(error instanceof Refused) || error.status > 429;

function Chooser({ above, onFiles }: { above: boolean; onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation("provenance");
  const id = useId();
  return (
    <label
      htmlFor={id}
      className={classes(
        "mt-6 flex cursor-pointer flex-col items-center gap-2 rounded-lg border-2 border-dashed px-4 py-10 text-center",
        "transition duration-150 focus-within:border-moon hover:border-moon/70",
        above ? "border-moon bg-moon/8" : "border-edge/70",
      )}
    >
      <FileSearch aria-hidden className="size-8 text-quiet" />
      <span className="font-medium">{t("choose")}</span>
      <span className="text-sm text-quiet">{t("orDrop")}</span>
      <input
        id={id}
        type="file"
        accept="image/*,video/*"
        aria-label={t("file")}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = ""; // so that the same file can be chosen again
        }}
      />
    </label>
  );
}

function Busy({ name, part, onStop }: { name: string; part: number; onStop: () => void }) {
  const { t } = useTranslation("provenance");
  const label = t(part < 1 ? "sending" : "looking", { name });
  return (
    <div className="mt-6 flex flex-col gap-3 rounded-lg border border-line p-4">
      <p role="status" className="break-all">
        {label}
      </p>
      <Meter label={label} value={part < 1 ? part : null} />
      <Button className="self-start" onClick={onStop}>
        {t("cancel")}
      </Button>
    </div>
  );
}

function Answered({ found, file, onAnother }: { found: Verdict; file: File; onAnother: () => void }) {
  const { t } = useTranslation("provenance");
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <>
      <div className="mt-5 flex flex-col gap-4 sm:flex-row">
        <FilePicture file={file} className="max-h-44 w-full shrink-0 rounded-lg sm:w-60" />
        <div className="min-w-0">
          <div className="flex gap-2.5">
            <Shield found={found} />
            <h2 ref={title} tabIndex={-1} className="text-lg font-semibold outline-none">
              {t(`answers.${found.answer}`)}
            </h2>
          </div>
          <p className="mt-1">
            {found.answer !== "unknown" && t("sure", { percent: Math.round(found.confidence * 1000) / 10 })}
            {found.answer === "unknown" && t("none")}
            {found.changed && <strong className="font-medium text-unknown"> {t("changed")}</strong>}
          </p>
          <History found={found} />
          <p className="mt-1 text-sm break-all text-quiet">{file.name}</p>
        </div>
      </div>
      <h3 className="mt-6 mb-2 text-sm text-quiet">{t("evidence")}</h3>
      <ul className="flex flex-col gap-2">
        <Evidence found={found} />
      </ul>
      <Button className="mt-5" onClick={onAnother}>
        <RotateCcw aria-hidden />
        {t("another")}
      </Button>
    </>
  );
}

function Shield({ found }: { found: Verdict }) {
  if (found.changed) return <ShieldX aria-hidden className="mt-0.5 size-6 shrink-0 text-unknown" />;
  if (found.answer === "unknown") return <ShieldQuestion aria-hidden className="mt-0.5 size-6 shrink-0 text-quiet" />;
  return <ShieldCheck aria-hidden className="mt-0.5 size-6 shrink-0 text-known" />;
}

/** How and when the clip was made that it is, or looks like. It can be opened by those who are signed in. */
function History({ found }: { found: Verdict }) {
  const { t, i18n } = useTranslation(["provenance", "operations"]);
  const called = useModelNames();
  const me = useQuery(meQuery);
  const origin = found.origin ?? found.likeness?.origin;
  if (origin === undefined) return null;
  const operation = i18n.exists(`operations:${origin.operation}`)
    ? t(`operations:${origin.operation}` as "operations:create")
    : origin.operation;
  return (
    <p className="mt-1 text-quiet">
      {t("history", { operation, model: called(origin.model), when: moment(origin.created_at, i18n.language) })}
      {me.isSuccess && (
        <>
          {" "}
          <Link to={`/clips/${origin.clip_id}`} className="text-ink underline underline-offset-4">
            {t("open")}
          </Link>
        </>
      )}
    </p>
  );
}
