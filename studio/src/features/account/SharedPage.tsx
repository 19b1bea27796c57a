import { queryOptions, useQuery } from "@tanstack/react-query";
import { Download, LinkIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { api, body } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import type { components } from "@/api/schema.ts";
import { nameOf, ratioOf } from "@/clips/facts.ts";
import { useModelNames } from "@/clips/models.ts";
import { Player } from "@/player/index.ts";
import { Button } from "@/ui/Button.tsx";
import { Empty, RetryProblem, Skeleton } from "@/ui/States.tsx";
import { moment, seconds } from "@/words/facts.ts";

import { CheckLink, Look, Name } from "./Outside.tsx";

type Shared = components["schemas"]["SharedClip"];

const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => body(api.GET("/api/shared/{token}", { params: { path: { token } }, signal })),
  });

/** One clip, for everybody who has its link. */
export function SharedPage() {
  const { t } = useTranslation(["account", "shell"]);
  const { token = "" } = useParams();
  const { data: clip, error, refetch } = useQuery(sharedQuery(token));
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{`${clip === undefined ? t("shared") : nameOf(clip)} · ${t("shell:title")}`}</title>
      <header className="flex items-center justify-between px-4 py-3 md:px-6">
        <Link to="/" className="rounded-md">
          <Name />
        </Link>
        <Look />
      </header>
      <main className="mx-auto flex w-full max-w-5xl grow flex-col gap-5 px-4 pb-8 md:px-6">
        {clip !== undefined ? (
          <Seen clip={clip} token={token} />
        ) : error === null ? (
          <Opening />
        ) : error instanceof Refused && error.status === 404 ? (
          <Empty icon={<LinkIcon />} title={t("ended")} heading="h1">
            <p>{t("endedHint")}</p>
          </Empty>
        ) : (
          <RetryProblem title={t("notShown")} onRetry={() => void refetch()}>
            {said(error)}
          </RetryProblem>
        )}
      </main>
      <footer className="flex flex-wrap items-baseline justify-center gap-x-2 px-4 pb-6 text-center text-sm text-quiet">
        <span className="font-medium text-ink">{t("madeWith")}</span>
        <span>{t("madeWithHint")}</span>
        <CheckLink />
      </footer>
    </div>
  );
}

function Seen({ clip, token }: { clip: Shared; token: string }) {
  const { t, i18n } = useTranslation("account");
  const called = useModelNames();
  const video = `/api/shared/${encodeURIComponent(token)}/content`;
  return (
    <>
      <Player clip={{ ...clip, video, thumbnail: null }} name={nameOf(clip)} keys="page" />
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="max-w-2xl min-w-0">
          <h1 className="text-xl font-semibold">{nameOf(clip)}</h1>
          {clip.by !== null && <p className="mt-0.5 text-quiet">{t("by", { name: clip.by })}</p>}
          {clip.title !== "" && <p className="mt-3 whitespace-pre-wrap">{clip.prompt}</p>}
        </div>
        <Button asChild>
          <a href={video} download>
            <Download aria-hidden />
            {t("download")}
          </a>
        </Button>
      </div>
      <dl className="grid grid-cols-2 gap-4 border-t border-line pt-5 sm:flex sm:gap-10">
        <Fact name={t("model")}>{called(clip.model)}</Fact>
        <Fact name={t("length")}>{seconds(clip.seconds, i18n.language)}</Fact>
        <Fact name={t("size")}>
          {clip.size.replace("x", " × ")} · {ratioOf(clip.size)}
        </Fact>
        <Fact name={t("made")}>{moment(clip.created_at, i18n.language)}</Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-quiet">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

function Opening() {
  const { t } = useTranslation("account");
  return (
    <div aria-busy>
      <h1 className="sr-only">{t("opening")}</h1>
      <Skeleton className="aspect-video max-h-[62dvh] w-full rounded-xl!" />
      <Skeleton className="mt-5 h-6 w-2/3" />
      <Skeleton className="mt-2 h-4 w-1/4" />
    </div>
  );
}
