import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { Meter, Problem, RetryProblem } from "@/ui/States.tsx";
import { useDropped } from "@/ui/useDropped.ts";

import { DropLayer } from "./DropLayer.tsx";
import { FileList } from "./FileList.tsx";
import { RecipeView } from "./RecipeView.tsx";
import { take, useDroppedFiles, type Shown } from "./dropped.ts";
import { headingOf } from "./recipe.ts";

/** A file dropped anywhere on the page opens here. */
export function DropAnywhere() {
  const { t } = useTranslation(["drop", "shell"]);
  const { shown, close } = useDroppedFiles();
  const client = useQueryClient();
  const above = useDropped(useCallback((files) => void take(files), []));
  const kept = shown?.kind === "files" ? shown.files.filter((one) => one.upload !== null).length : 0;
  useEffect(() => {
    if (kept === 0) return;
    for (const queryKey of [keys.uploads, keys.counts]) void client.invalidateQueries({ queryKey });
  }, [kept, client]);
  const { title, about } = useHead(shown);
  return (
    <>
      {above && <DropLayer />}
      <Dialog
        open={shown !== null}
        onClose={close}
        title={title}
        {...(about === undefined ? {} : { about })}
        close={t("shell:close")}
        width={shown?.kind === "recipe" ? "wide" : "narrow"}
      >
        {shown?.kind === "reading" && <Meter label={title} value={shown.part < 1 ? shown.part : null} />}
        {shown?.kind === "recipe" && <RecipeView file={shown.file} read={shown.read} onClose={close} />}
        {shown?.kind === "files" && <FileList files={shown.files} onClose={close} />}
        {shown?.kind === "wrong" && <Wrong file={shown.file} error={shown.error} />}
      </Dialog>
    </>
  );
}

function Wrong({ file, error }: { file: File | null; error: Error | null }) {
  const { t } = useTranslation("drop");
  if (file === null || error === null) return <Problem title={t("wrong")}>{t("empty")}</Problem>;
  return (
    <RetryProblem title={file.name} onRetry={() => void take([file])}>
      {said(error)}
    </RetryProblem>
  );
}

/** What the dialog is called, and what stands small beneath. */
function useHead(shown: Shown | null): { title: string; about?: string } {
  const { t } = useTranslation("drop");
  switch (shown?.kind) {
    case "reading":
      return { title: t("reading"), about: shown.file.name };
    case "recipe":
      return { title: headingOf(shown.read.recipe) || t("made"), about: t("madeHint", { name: shown.file.name }) };
    case "files":
      return { title: t("files"), about: t("about", { count: shown.files.length }) };
    case "wrong":
      return { title: t("wrong") };
    default:
      return { title: "" };
  }
}
