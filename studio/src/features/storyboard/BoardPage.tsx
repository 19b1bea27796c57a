import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import type { Board } from "@/api/client.ts";
import { boardQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { secondsOf } from "@/timeline/timeline.ts";
import { Button } from "@/ui/Button.tsx";
import { Problem, Skeleton } from "@/ui/States.tsx";

import { createDesk, DeskPlace, workOf, type DeskStore } from "./desk.ts";
import { forgetWork, keptWork, sameWork } from "./saving.ts";
import { createTransport, TransportPlace } from "./transport.ts";
import { Workbench } from "./Workbench.tsx";

/** One board. */
export function BoardPage() {
  const { id = "" } = useParams();
  const { t } = useTranslation("storyboard");
  const board = useQuery({ ...boardQuery(id), staleTime: 0 });
  const [times, setTimes] = useState(0);
  if (board.isPending) return <Waiting />;
  if (board.isError) {
    return (
      <div className="mx-auto w-full max-w-lg py-16">
        <h1 className="sr-only">{t("board")}</h1>
        <Problem
          title={t("gone")}
          actions={
            <Button size="small" asChild>
              <Link to="/boards">{t("toBoards")}</Link>
            </Button>
          }
        >
          {said(board.error)}
        </Problem>
      </div>
    );
  }
  return <Opened key={`${id} ${times}`} board={board.data} onReload={() => setTimes(times + 1)} />;
}

function Opened({ board, onReload }: { board: Board; onReload: () => void }) {
  const [begun] = useState(() => begin(board));
  const transport = useMemo(() => createTransport(() => secondsOf(begun.desk.getState().line)), [begun]);
  return (
    <DeskPlace value={begun.desk}>
      <TransportPlace value={transport}>
        <Workbench begun={begun.board} newest={board} clashes={begun.clashes} onReload={onReload} />
      </TransportPlace>
    </DeskPlace>
  );
}

interface Begun {
  board: Board;
  desk: DeskStore;
  clashes: boolean;
}

/** The board with what was not sent last time, unless the server's has changed since: then somebody must choose. */
function begin(board: Board): Begun {
  const kept = keptWork(board.id);
  const desk = createDesk(workOf(board));
  // It may have been taken after all, when the page was left and nobody heard the answer.
  const isKnown = kept === null || sameWork(kept, desk.getState());
  if (isKnown) forgetWork(board.id);
  else desk.getState().take({ name: kept.name, line: kept.line });
  desk.temporal.getState().clear();
  return { board, desk, clashes: !isKnown && kept.revision !== board.revision };
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div aria-busy aria-label={t("opening")} className="flex flex-col gap-4 pt-12">
      <h1 className="sr-only">{t("opening")}</h1>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <Skeleton className="aspect-video max-h-[54dvh] w-full rounded-xl" />
        <Skeleton className="rounded-xl max-lg:hidden" />
      </div>
      <Skeleton className="h-48 rounded-xl" />
    </div>
  );
}
