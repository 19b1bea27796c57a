import { useQuery } from "@tanstack/react-query";
import { Clapperboard, LoaderCircle, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { boardsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { anySeed } from "@/draft/draft.ts";
import { Button } from "@/ui/Button.tsx";
import { ChipButton } from "@/ui/Chip.tsx";
import { Empty, Problem, Skeleton } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";
import { Top } from "@/ui/Top.tsx";

import { BoardCard } from "./BoardCard.tsx";
import { projectsQuery, useBoardActions } from "./boards.ts";
import { NameDialog } from "./NameDialog.tsx";

const BLANK = { format: "yozora-timeline/1", size: "854x480", fps: "24" };
const BLANK_FRAMES = 240;
const GRID = "grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-4";

/** All boards, by the projects they belong to. */
export function BoardsPage() {
  const { t } = useTranslation(["storyboard", "shell"]);
  const navigate = useNavigate();
  const boards = useQuery(boardsQuery);
  const projects = useQuery(projectsQuery);
  const actions = useBoardActions();
  const [project, setProject] = useState<string | null>(null);
  const [isNaming, setNaming] = useState(false);
  const [isMaking, setMaking] = useState(false);
  useEffect(() => {
    document.title = `${t("boards")} · Yozora`;
  }, [t]);

  const make = (name: string, frames: number, cards: object[]) => {
    if (isMaking) return;
    setMaking(true);
    actions
      .make({ name, project_id: project, timeline: { ...BLANK, frames, seed: anySeed(), cards } })
      .then(
        (board) => void navigate(`/boards/${board.id}`),
        (error: unknown) => toast(said(error), { tone: "wrong" }),
      )
      .finally(() => setMaking(false));
  };
  const blank = () => make(t("untitled"), BLANK_FRAMES, []);
  const example = () =>
    make(t("exampleName"), BLANK_FRAMES, [
      { kind: "text", text: t("exampleOne"), until_s: 3 },
      { kind: "text", text: t("exampleTwo"), at_s: 4.5, until_s: 7 },
      { kind: "text", text: t("exampleThree"), at_s: 7, until_s: 10 },
    ]);
  const all = projects.data?.filter((one) => one.trashed_at === null) ?? [];
  const shown = boards.data?.filter((one) => project === null || one.project_id === project);
  return (
    <>
      <Top>
        <h1 className="truncate text-lg font-semibold">{t("boards")}</h1>
        <div className="grow" />
        {boards.data?.length !== 0 && (
          <Button look="moon" onClick={blank} aria-disabled={isMaking}>
            {isMaking ? <LoaderCircle aria-hidden className="animate-spin" /> : <Plus aria-hidden />}
            {t("newBoard")}
          </Button>
        )}
      </Top>
      {(all.length > 0 || (boards.data?.length ?? 0) > 0) && (
        <div className="mb-4 flex flex-wrap gap-2">
          {all.length > 0 && (
            <ChipButton
              tone={project === null ? "chosen" : "plain"}
              aria-pressed={project === null}
              onClick={() => setProject(null)}
            >
              {t("allProjects")}
            </ChipButton>
          )}
          {all.map((one) => (
            <ChipButton
              key={one.id}
              tone={project === one.id ? "chosen" : "plain"}
              aria-pressed={project === one.id}
              onClick={() => setProject(one.id)}
            >
              <span className="truncate">{one.name}</span>
            </ChipButton>
          ))}
          <ChipButton onClick={() => setNaming(true)}>
            <Plus aria-hidden />
            {t("newProject")}
          </ChipButton>
        </div>
      )}
      {boards.isError && <Problem title={t("gone")}>{said(boards.error)}</Problem>}
      {boards.isPending && (
        <div aria-busy className={GRID}>
          {Array.from({ length: 6 }, (_, place) => (
            <Skeleton key={place} className="aspect-4/3" />
          ))}
        </div>
      )}
      {boards.data?.length === 0 && <NoBoards onBlank={blank} onExample={example} />}
      {shown !== undefined && (
        <ul className={GRID}>
          {shown.map((board) => (
            <li key={board.id}>
              <BoardCard board={board} projects={all} actions={actions} />
            </li>
          ))}
        </ul>
      )}
      {isNaming && (
        <NameDialog
          title={t("newProject")}
          label={t("projectName")}
          name=""
          onClose={() => setNaming(false)}
          onDone={async (name) => setProject(await actions.makeProject(name))}
        />
      )}
    </>
  );
}

function NoBoards({ onBlank, onExample }: { onBlank: () => void; onExample: () => void }) {
  const { t } = useTranslation("storyboard");
  return (
    <Empty icon={<Clapperboard />} title={t("emptyTitle")}>
      <p>{t("emptyHint")}</p>
      <div aria-hidden className="my-3 flex h-16 w-full max-w-md gap-0.5">
        <div className="w-[30%] rounded-md border border-edge/60 bg-raised" />
        <div className="w-[15%] rounded-md border border-dashed border-edge/70 hatched" />
        <div className="w-[25%] rounded-md border border-edge/60 bg-raised" />
        <div className="-mx-px w-0.5 bg-unknown" />
        <div className="w-[30%] rounded-md border border-edge/60 bg-raised" />
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <Button look="moon" onClick={onExample}>
          {t("example")}
        </Button>
        <Button onClick={onBlank}>
          <Plus aria-hidden />
          {t("newBoard")}
        </Button>
      </div>
      <p className="text-sm">{t("exampleHint")}</p>
    </Empty>
  );
}
