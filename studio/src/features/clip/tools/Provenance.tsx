import { useMutation } from "@tanstack/react-query";
import { Check, CircleHelp, Minus, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type ClipDetail } from "@/api/client.ts";
import type { components } from "@/api/schema.ts";
import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";
import { bytes } from "@/words/facts.ts";

import { readRecipe } from "./readRecipe.ts";

/** What can be known of where the file comes from, and what not. */
export function Provenance({ clip }: { clip: ClipDetail }) {
  const { t, i18n } = useTranslation("tools");
  const recipe = clip.recipe === null ? null : readRecipe(clip.recipe);
  const check = useMutation({ mutationFn: () => checked(clip) });
  const found = check.data?.verdict;
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <p className="text-quiet">{t("provenance.about")}</p>
      <ul className="flex flex-col gap-2">
        <Fact
          sign={recipe === null ? "no" : "yes"}
          title={t(recipe === null ? "provenance.noRecipe" : "provenance.recipe")}
        >
          {recipe !== null && t("provenance.recipeNote")}
        </Fact>
        {recipe !== null && (
          <Fact sign="yes" title={t("provenance.madeBy", { engine: recipe.engine, version: recipe.version })}>
            {t("provenance.model", { model: clip.model })}
            {recipe.options.length > 0 && ` · ${recipe.options.map(([name, value]) => `${name} ${value}`).join(", ")}`}
          </Fact>
        )}
        {recipe !== null && (
          <Fact
            sign={recipe.parents.length > 0 ? "yes" : "no"}
            title={t("provenance.parents", { count: recipe.parents.length })}
          >
            {recipe.parents.map((parent) => (
              <span key={parent.sha256} className="block break-all">
                {parent.file} · SHA-256 <code className="text-xs">{parent.sha256}</code>
              </span>
            ))}
          </Fact>
        )}
        {found === undefined ? (
          <Fact sign="unknown" title={t("provenance.unchecked")}>
            {t("provenance.uncheckedNote")}
          </Fact>
        ) : (
          <>
            <Fact sign={found.answer === "unknown" ? "no" : "yes"} title={t(`provenance.answers.${found.answer}`)}>
              {t("provenance.sure", { percent: Math.round(found.confidence * 1000) / 10 })}
              {found.changed && ` ${t("provenance.changed")}`}
            </Fact>
            <Fact
              sign={found.manifest.state === "not_present" ? "no" : "yes"}
              title={t(`provenance.states.${found.manifest.state}`)}
            >
              {found.manifest.issuer !== null && t("provenance.signedBy", { name: found.manifest.issuer })}
              {found.manifest.ingredients.map((one) => (
                <span key={one.title} className="block break-all">
                  {t("provenance.ingredient", { name: one.title, state: t(`provenance.states.${one.state}`) })}
                </span>
              ))}
            </Fact>
            <Fact
              sign={found.mark === null ? "no" : "yes"}
              title={t(found.mark ? "provenance.mark" : "provenance.noMark")}
            >
              {found.mark !== null && <code className="text-xs">{found.mark.number}</code>}
            </Fact>
            <Fact
              sign={found.chance < 0.5 ? "no" : "yes"}
              title={t("provenance.look", { percent: Math.round(found.chance * 100) })}
            />
            <Fact sign="yes" title={t("provenance.hash", { size: bytes(check.data?.size_bytes ?? 0, i18n.language) })}>
              <code className="text-xs break-all">{check.data?.sha256 ?? t("provenance.noHash")}</code>
            </Fact>
          </>
        )}
      </ul>
      {check.isError && <Problem title={t("provenance.wrong")}>{said(check.error)}</Problem>}
      <div>
        <Button
          disabled={clip.video === null || check.isPending}
          aria-busy={check.isPending}
          onClick={() => check.mutate()}
        >
          <ShieldCheck aria-hidden />
          {t(check.isPending ? "provenance.checking" : "provenance.check")}
        </Button>
      </div>
    </div>
  );
}

type Verdict = components["schemas"]["VerdictShape"];

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
  const form = new FormData();
  form.append("file", file, `${clip.id}.mp4`);
  const verdict = await body(api.POST("/api/verify", { body: { file: "" }, bodySerializer: () => form }));
  return { sha256: await hashOf(file), size_bytes: file.size, verdict };
}

/** Browsers have no hashes on pages that did not come over HTTPS. */
async function hashOf(file: Blob): Promise<string | null> {
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (subtle === undefined) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const SIGNS = {
  yes: <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-known" />,
  no: <Minus aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />,
  unknown: <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />,
};

function Fact({ sign, title, children }: { sign: keyof typeof SIGNS; title: string; children?: ReactNode }) {
  return (
    <li className="flex gap-3 rounded-lg border border-line bg-panel p-3">
      {SIGNS[sign]}
      <div className="min-w-0">
        <p>{title}</p>
        {children !== undefined && children !== false && <div className="text-sm text-quiet">{children}</div>}
      </div>
    </li>
  );
}
