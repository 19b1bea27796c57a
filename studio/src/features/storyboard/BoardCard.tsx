import { useInfiniteQuery } from "@tanstack/react-query";
import { Copy, Ellipsis, FolderInput, Pencil, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Board, Project } from "@/api/client.ts";
import { clipsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { settled } from "@/timeline/edits.ts";
import { fromEntries } from "@/timeline/json.ts";
import { cutsOf, placedOf, secondsOf, type Timeline } from "@/timeline/timeline.ts";
import { IconButton } from "@/ui/Button.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { Menu, MenuChoices, MenuItem, MenuLine, MenuTitle } from "@/ui/Menu.tsx";
import { toast } from "@/ui/toasts.ts";
import { ago, seconds as lasting } from "@/words/facts.ts";

import type { BoardActions } from "./boards.ts";
import { NameDialog } from "./NameDialog.tsx";
import { useSources, type Sources } from "./sources.ts";

interface BoardCardProps {
  board: Board;
  projects: readonly Project[];
  actions: BoardActions;
}

const NONE = "";
const EMPTY = fromEntries({ format: "yozora-timeline/1", size: "64x64", fps: "1", frames: 1, seed: 0, cards: [] });

/** A board among others: its newest take, its cards as a strip, its name, and when it was changed. */
export function BoardCard({ board, projects, actions }: BoardCardProps) {
  const { t, i18n } = useTranslation(["storyboard", "shell"]);
  const [asking, setAsking] = useState<"rename" | "delete" | null>(null);
  const line = useMemo(() => read(board.timeline), [board.timeline]);
  const sources = useSources(line);
  const takes = useInfiniteQuery(clipsQuery({ board: board.id, status: "completed" }));
  const take = takes.data?.pages[0]?.clips[0];
  const first = line.cards.find((card) => card.kind !== "text");
  const picture = take?.thumbnail ?? (first === undefined ? null : (sources.get(first.file)?.picture ?? null));
  const words = line.cards.find((card) => card.kind === "text")?.text ?? "";
  const tried = (work: Promise<unknown>) => void work.catch((error: unknown) => toast(said(error), { tone: "wrong" }));
  return (
    <article className="group relative overflow-hidden rounded-xl border border-line bg-panel transition duration-150 hover:border-edge">
      <div className="relative aspect-video overflow-hidden bg-[radial-gradient(circle_at_70%_-20%,#2a3a6b,#0b0d17_60%)]">
        {picture === null ? (
          <p className="line-clamp-3 p-5 pt-8 text-center text-base text-balance text-white/85">{words}</p>
        ) : (
          <img src={picture} alt="" loading="lazy" className="absolute inset-0 size-full object-cover" />
        )}
      </div>
      <Strip line={line} sources={sources} />
      <div className="px-3.5 pt-1.5 pb-3">
        <h2 className="truncate pr-8 font-medium">
          <Link
            to={`/boards/${board.id}`}
            className="outline-none after:absolute after:inset-0 after:rounded-xl focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-sky"
          >
            {board.name}
          </Link>
        </h2>
        <p className="truncate text-sm text-quiet">
          {t("cards", { count: line.cards.length })} · {lasting(secondsOf(line), i18n.language)} ·{" "}
          {t("changedAgo", { ago: ago(board.changed_at, i18n.language) })}
        </p>
      </div>
      <div className="absolute right-2 bottom-3.5">
        <Menu
          label={t("moreOf", { name: board.name })}
          align="end"
          trigger={
            <IconButton label={t("moreOf", { name: board.name })} size="small">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsking("rename")}>
            {t("rename")}
          </MenuItem>
          <MenuItem
            icon={<Copy aria-hidden />}
            onSelect={() => {
              const { project_id, timeline } = board;
              const name = t("copyOf", { name: board.name }).slice(0, 120);
              tried(actions.make({ name, project_id, timeline }));
            }}
          >
            {t("duplicate")}
          </MenuItem>
          <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setAsking("delete")}>
            {t("shell:delete")}
          </MenuItem>
          {projects.length > 0 && (
            <>
              <MenuLine />
              <MenuTitle>
                <span className="flex items-center gap-2">
                  <FolderInput aria-hidden className="size-3.5" />
                  {t("moveToProject")}
                </span>
              </MenuTitle>
              <MenuChoices
                value={board.project_id ?? NONE}
                onChange={(id) => tried(actions.move(board, id === NONE ? null : id))}
                choices={[
                  { value: NONE, label: t("noProject") },
                  ...projects.map((one) => ({ value: one.id, label: one.name })),
                ]}
              />
            </>
          )}
        </Menu>
      </div>
      {asking === "rename" && (
        <NameDialog
          title={t("rename")}
          label={t("name")}
          name={board.name}
          onClose={() => setAsking(null)}
          onDone={(name) => actions.rename(board, name)}
        />
      )}
      <Confirm
        open={asking === "delete"}
        title={t("deleteBoard")}
        about={t("deleteBoardHint")}
        does={t("shell:delete")}
        cancel={t("shell:cancel")}
        close={t("shell:close")}
        wrong={t("gone")}
        said={said}
        onConfirm={async () => {
          await actions.remove(board);
          toast(t("deleted", { name: board.name }));
        }}
        onClose={() => setAsking(null)}
      />
    </article>
  );
}

function read(timeline: Record<string, unknown>): Timeline {
  try {
    return settled(fromEntries(timeline));
  } catch {
    return EMPTY;
  }
}

/** Words lie below pictures. */
const wordsFirst = (line: Timeline) => {
  const all = placedOf(line);
  return [...all.filter((one) => one.card.kind === "text"), ...all.filter((one) => one.card.kind !== "text")];
};

/** The cards of a board in small: where they stand, touch, and leave gaps. */
function Strip({ line, sources }: { line: Timeline; sources: Sources }) {
  const share = (frames: number) => `${(100 * frames) / line.frames}%`;
  return (
    <div aria-hidden className="relative mx-3.5 mt-3 mb-1 h-3.5 overflow-hidden rounded-sm hatched">
      {wordsFirst(line).map(({ card, first, end }) => {
        const picture = card.kind === "text" ? null : (sources.get(card.file)?.picture ?? null);
        return (
          <span
            key={card.id}
            className="absolute inset-y-0 rounded-[3px] border border-panel bg-edge bg-cover bg-center"
            style={{
              left: share(first),
              width: share(end - first),
              ...(picture === null ? {} : { backgroundImage: `url("${picture}")` }),
            }}
          />
        );
      })}
      {cutsOf(line).map((frame) => (
        <span
          key={frame}
          className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-unknown"
          style={{ left: share(frame) }}
        />
      ))}
    </div>
  );
}
