import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ChevronLeft, ChevronRight, Film } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import { Refused } from "@/api/errors.ts";
import { clipQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { useOperations } from "@/clips/operations.ts";
import type { PlayerHandle } from "@/player/index.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Empty, RetryProblem, Skeleton } from "@/ui/States.tsx";
import { Top } from "@/ui/Top.tsx";

import { Facts } from "./page/Facts.tsx";
import { Stage } from "./page/Stage.tsx";
import { useNeighbourKeys, useNeighbours } from "./page/useNeighbours.ts";
import { Tools } from "./tools/Tools.tsx";

/** One clip: played, told about, and gone on from. */
export function ClipPage() {
  const { id = "" } = useParams();
  return (
    <>
      <Ways id={id} />
      <Inside key={id} id={id} />
    </>
  );
}

function Ways({ id }: { id: string }) {
  const { t } = useTranslation("clip");
  const navigate = useNavigate();
  const near = useNeighbours(id);
  useNeighbourKeys(near);
  const go = (to: string | null) => {
    if (to !== null) void navigate(`/clips/${to}`);
  };
  return (
    <Top>
      <Button asChild look="ghost" size="small">
        <Link to="/">
          <ArrowLeft aria-hidden />
          {t("toLibrary")}
        </Link>
      </Button>
      {(near.before !== null || near.after !== null) && (
        <div className="flex">
          <IconButton
            label={t("previous")}
            keys="P"
            size="small"
            disabled={near.before === null}
            onClick={() => go(near.before)}
          >
            <ChevronLeft aria-hidden />
          </IconButton>
          <IconButton
            label={t("next")}
            keys="N"
            size="small"
            disabled={near.after === null}
            onClick={() => go(near.after)}
          >
            <ChevronRight aria-hidden />
          </IconButton>
        </div>
      )}
    </Top>
  );
}

function Inside({ id }: { id: string }) {
  const { t } = useTranslation("clip");
  const { calledBy } = useOperations();
  const player = useRef<PlayerHandle>(null);
  const { data: clip, error, refetch } = useQuery(clipQuery(id));
  const name = clip === undefined ? null : calledBy(clip);
  useEffect(() => {
    if (name !== null) document.title = `${name} · Yozora`;
    return () => {
      document.title = "Yozora";
    };
  }, [name]);
  if (clip === undefined) {
    if (error instanceof Refused && error.status === 404) return <Gone />;
    if (error !== null) {
      return (
        <div className="mx-auto w-full max-w-xl py-16">
          <h1 className="sr-only">{t("clip")}</h1>
          <RetryProblem title={t("notShown")} onRetry={() => void refetch()}>
            {said(error)}
          </RetryProblem>
        </div>
      );
    }
    return <Waiting />;
  }
  const look = (frame: number) => {
    player.current?.pause();
    player.current?.seekFrame(frame);
  };
  return (
    <div className="flex flex-col gap-6">
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Stage clip={clip} player={player} />
        <Facts clip={clip} />
      </div>
      <Tools clip={clip} onLook={look} />
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation("clip");
  return (
    <div aria-busy className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <h1 className="sr-only">{t("clip")}</h1>
      <Skeleton className="aspect-video max-h-[68dvh] w-full rounded-xl" />
      <Skeleton className="h-72 rounded-xl" />
    </div>
  );
}

function Gone() {
  const { t } = useTranslation("clip");
  return (
    <Empty icon={<Film />} title={t("gone")} heading="h1">
      <p>{t("goneHint")}</p>
      <Button asChild>
        <Link to="/">{t("toLibrary")}</Link>
      </Button>
    </Empty>
  );
}
