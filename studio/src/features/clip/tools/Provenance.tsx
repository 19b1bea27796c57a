import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ClipDetail, Verdict } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { verify } from "@/api/sending.ts";
import { Evidence } from "@/provenance/Evidence.tsx";
import { Fact } from "@/provenance/Fact.tsx";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";
import { bytes } from "@/words/facts.ts";

import { readRecipe } from "./readRecipe.ts";

/** What can be known of where the file comes from, and what not. */
export function Provenance({ clip }: { clip: ClipDetail }) {
  const { t, i18n } = useTranslation("provenance");
  const recipe = clip.recipe === null ? null : readRecipe(clip.recipe);
  const check = useMutation({ mutationFn: () => checked(clip) });
  const found = check.data?.verdict;
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <p className="text-quiet">{t("about")}</p>
      <ul className="flex flex-col gap-2">
        <Fact sign={recipe === null ? "no" : "yes"} title={t(recipe === null ? "noRecipe" : "recipe")}>
          {recipe !== null && t("recipeNote")}
        </Fact>
        {recipe !== null && (
          <Fact sign="yes" title={t("madeBy", { engine: recipe.engine, version: recipe.version })}>
            {t("model", { model: clip.model })}
            {recipe.options.length > 0 && ` · ${recipe.options.map(([name, value]) => `${name} ${value}`).join(", ")}`}
          </Fact>
        )}
        {recipe !== null && (
          <Fact sign={recipe.parents.length > 0 ? "yes" : "no"} title={t("parents", { count: recipe.parents.length })}>
            {recipe.parents.map((parent) => (
              <span key={parent.sha256} className="block break-all">
                {parent.file} · SHA-256 <code className="text-xs">{parent.sha256}</code>
              </span>
            ))}
          </Fact>
        )}
        {found === undefined ? (
          <Fact sign="unknown" title={t("unchecked")}>
            {t("uncheckedNote")}
          </Fact>
        ) : (
          <>
            <Fact sign={found.answer === "unknown" ? "no" : "yes"} title={t(`answers.${found.answer}`)}>
              {t("sure", { percent: Math.round(found.confidence * 1000) / 10 })}
              {found.changed && ` ${t("changed")}`}
            </Fact>
            <Evidence found={found} />
            <Fact sign="yes" title={t("hash", { size: bytes(check.data?.size_bytes ?? 0, i18n.language) })}>
              <code className="text-xs break-all">{check.data?.sha256 ?? t("noHash")}</code>
            </Fact>
          </>
        )}
      </ul>
      {check.isError && <Problem title={t("wrong")}>{said(check.error)}</Problem>}
      <div className="flex flex-wrap items-center gap-4">
        <Button
          disabled={clip.video === null || check.isPending}
          aria-busy={check.isPending}
          onClick={() => check.mutate()}
        >
          <ShieldCheck aria-hidden />
          {t(check.isPending ? "checking" : "check")}
        </Button>
        <Link to="/verify" className="text-sm underline underline-offset-4">
          {t("otherFile")}
        </Link>
      </div>
    </div>
  );
}

interface Checked {
  sha256: string | null;
  size_bytes: number;
  verdict: Verdict;
}

/** The file as it is given out, its hash, and what the server finds in it. */
async function checked(clip: ClipDetail): Promise<Checked> {
  const answer = await fetch(`/api/clips/${clip.id}/content`);
  if (!answer.ok) throw new Error(answer.statusText);
  const file = await answer.blob();
  const verdict = await verify(new File([file], `${clip.id}.mp4`));
  return { sha256: await hashOf(file), size_bytes: file.size, verdict };
}

/** Browsers have no hashes on pages that did not come over HTTPS. */
async function hashOf(file: Blob): Promise<string | null> {
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (subtle === undefined) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
