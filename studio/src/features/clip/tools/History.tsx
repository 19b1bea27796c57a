import { useQuery } from "@tanstack/react-query";
import { Columns2, Star } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ClipDetail } from "@/api/client.ts";
import { familyQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { useOperations } from "@/clips/operations.ts";
import { playableOf, SideBySide } from "@/player/index.ts";
import { IconButton } from "@/ui/Button.tsx";
import { Problem, Skeleton } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { ago } from "@/words/facts.ts";

import { neighbour, treeOf, type Tree, type Way } from "./tree.ts";

const WIDE = 176;
const HIGH = 150;
const ACROSS = 52;
const DOWN = 14;
const LONGEST_LABEL = 48;
const LOOK_MS = 2000;
const WAYS: readonly string[] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] satisfies Way[];

const isGrowing = (take: ClipDetail): boolean => take.status === "queued" || take.status === "in_progress";

/** Everything the clip was made of and everything that was made of it, as a tree. */
export function History({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("tools");
  const family = useQuery({
    ...familyQuery(clip.id),
    // Events tell of each clip by itself, not of the families it is in.
    refetchInterval: ({ state }) => (state.data?.some(isGrowing) === true ? LOOK_MS : false),
  });
  const { operationOf, calledBy } = useOperations();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (family.isPending) return <Skeleton className="h-44 w-full" />;
  if (family.isError) return <Problem title={t("history.wrong")}>{said(family.error)}</Problem>;
  const takes = family.data;
  const labelOf = (take: ClipDetail) => `${operationOf(take.operation)} · ${calledBy(take)}`.slice(0, LONGEST_LABEL);
  const compared = chosen.flatMap((id) => {
    const take = takes.find((one) => one.id === id);
    const played = take === undefined ? null : playableOf(take);
    return take === undefined || played === null ? [] : [{ clip: played, label: labelOf(take) }];
  });
  const toggle = (id: string) =>
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now.slice(-1), id]));
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-quiet">{t(takes.length === 1 ? "history.alone" : "history.about")}</p>
      <Drawn tree={treeOf(takes)} here={clip.id} chosen={chosen} onCompare={toggle} />
      {compared.length === 2 && <SideBySide takes={compared} className="max-w-5xl" />}
      {compared.length === 1 && <p className="text-sm text-quiet">{t("history.oneMore")}</p>}
    </div>
  );
}

interface DrawnProps {
  tree: Tree<ClipDetail>;
  here: string;
  chosen: readonly string[];
  onCompare: (id: string) => void;
}

function Drawn({ tree, here, chosen, onCompare }: DrawnProps) {
  const { t } = useTranslation("tools");
  const drawing = useRef<HTMLUListElement>(null);
  const placeOf = (id: string) => {
    const node = tree.nodes.find((one) => one.take.id === id);
    return { x: (node?.column ?? 0) * (WIDE + ACROSS), y: (node?.row ?? 0) * (HIGH + DOWN) };
  };
  const go = (event: KeyboardEvent) => {
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-take]") : null;
    const id = item?.dataset["take"];
    if (id === undefined || !WAYS.includes(event.key)) return;
    event.preventDefault();
    const next = neighbour(tree, id, event.key as Way);
    if (next !== null) drawing.current?.querySelector<HTMLElement>(`[data-take="${next}"] a`)?.focus();
  };
  const wide = tree.columns * (WIDE + ACROSS) - ACROSS;
  const high = tree.rows * (HIGH + DOWN) - DOWN;
  return (
    <div className="max-h-[70dvh] overflow-auto rounded-xl border border-line bg-night/60 p-4">
      {/* Arrow keys are a shorter way between links that Tab reaches as well. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        ref={drawing}
        aria-label={t("history.tree")}
        className="relative"
        data-own-keys
        onKeyDown={go}
        style={{ width: wide, height: high }}
      >
        <li aria-hidden className="contents">
          <svg width={wide} height={high} className="absolute inset-0">
            {tree.edges.map(({ from, to }) => {
              const one = placeOf(from);
              const other = placeOf(to);
              const [x, y, x2, y2] = [one.x + WIDE, one.y + HIGH / 2, other.x, other.y + HIGH / 2];
              const bend = (x2 - x) / 2;
              return (
                <path
                  key={`${from} ${to}`}
                  d={`M${x},${y} C${x + bend},${y} ${x2 - bend},${y2} ${x2},${y2}`}
                  fill="none"
                  strokeWidth={1.5}
                  className={from === here || to === here ? "stroke-moon-text" : "stroke-edge"}
                />
              );
            })}
          </svg>
        </li>
        {tree.nodes.map(({ take }) => {
          const { x, y } = placeOf(take.id);
          return (
            <li
              key={take.id}
              data-take={take.id}
              className="absolute"
              style={{ left: x, top: y, width: WIDE, height: HIGH }}
            >
              <One take={take} here={take.id === here} compared={chosen.includes(take.id)} onCompare={onCompare} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface OneProps {
  take: ClipDetail;
  here: boolean;
  compared: boolean;
  onCompare: (id: string) => void;
}

function One({ take, here, compared, onCompare }: OneProps) {
  const { t, i18n } = useTranslation("tools");
  const { operationOf, calledBy } = useOperations();
  const gone = take.trashed_at !== null;
  return (
    <div
      className={classes(
        "relative size-full overflow-clip rounded-lg border bg-panel",
        here ? "border-moon shadow-[0_0_0_1px_var(--moon)]" : "border-line",
      )}
    >
      <Link
        to={`/clips/${take.id}?tool=history`}
        aria-current={here ? "page" : undefined}
        className="flex size-full flex-col rounded-lg -outline-offset-2!"
      >
        <ClipPicture clip={take} className={classes("min-h-0 grow", gone && "opacity-40")} />
        <span className="block px-2.5 pt-1.5 pb-2">
          <span className="block truncate text-sm">{calledBy(take)}</span>
          <span className="block truncate text-xs text-quiet">
            {here && <>{t("history.here")} · </>}
            {operationOf(take.operation)} · {gone ? t("history.trashed") : ago(take.created_at, i18n.language)}
          </span>
        </span>
      </Link>
      {take.favourite && (
        <Star aria-hidden className="absolute top-2.5 left-2.5 size-4 text-white" fill="currentColor" />
      )}
      {take.video !== null && !gone && (
        <IconButton
          label={t("history.compare")}
          look="onPicture"
          size="small"
          pressed={compared}
          onClick={() => onCompare(take.id)}
          className={classes("absolute! top-1.5 right-1.5", compared && "bg-moon! text-on-moon!")}
        >
          <Columns2 aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
