import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { cutsOf, gapsOf, placedOf, secondAt, type Timeline } from "@/timeline/timeline.ts";
import { classes } from "@/ui/classes.ts";

import type { Actions } from "./actions.ts";
import { CardView } from "./CardView.tsx";
import { useDesk } from "./desk.ts";
import type { Geometry } from "./drag.ts";
import type { Sources } from "./sources.ts";
import { useTransport } from "./transport.ts";
import { useSay } from "./useSay.ts";

interface LaneProps {
  geometry: Geometry;
  sources: Sources;
  actions: Actions;
  view: { left: number; width: number };
}

const WIDE_PX = 190;
const NARROW_PX = 76;

/** Cards, gaps and cuts. Where words lie under pictures, they have a row of their own. */
export function Lane({ geometry, sources, actions, view }: LaneProps) {
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const line = useDesk((now) => now.line);
  const choose = useDesk((now) => now.choose);
  const chosen = useDesk((now) => now.chosen);
  const transport = useTransport();
  const { placed, gaps, cuts, hasRows } = useMemo(() => {
    const all = placedOf(line);
    return { placed: all, gaps: gapsOf(line), cuts: cutsOf(line), hasRows: overlaps(line) };
  }, [line]);
  const { framePx, frameUnder } = geometry;
  return (
    <div
      className={classes("relative rounded-md bg-night/70", hasRows ? "h-35" : "h-24")}
      data-rows={hasRows ? "two" : "one"}
      onPointerDown={(event) => {
        if (event.target !== event.currentTarget || event.button !== 0) return;
        choose(null);
        transport.seek(secondAt(line, frameUnder(event.clientX)));
      }}
    >
      {gaps.map((gap) => {
        const width = (gap.end - gap.first) * framePx;
        const seconds = time(secondAt(line, gap.end - gap.first));
        const words =
          gap.end === line.frames && gap.first > 0
            ? "ending"
            : gap.first === 0 && gap.end < line.frames
              ? "beginning"
              : "filled";
        return (
          <div
            key={gap.first}
            data-gap
            className="pointer-events-none absolute inset-y-1.5 grid place-items-center overflow-hidden rounded-md border border-dashed border-edge/70 hatched px-1 text-center text-xs text-quiet"
            style={{ left: gap.first * framePx + 2, width: Math.max(0, width - 4) }}
          >
            {width > NARROW_PX && t(width > WIDE_PX ? words : "filledShort", { seconds })}
          </div>
        );
      })}
      <ol aria-label={t("cardsInTime")} className="contents">
        {placed.map((one) => (
          <li key={one.card.id} className="contents">
            <CardView
              card={one.card}
              first={one.first}
              end={one.end}
              row={!hasRows ? "whole" : one.card.kind === "text" ? "below" : "above"}
              isChosen={one.card.id === chosen}
              source={one.card.kind === "text" ? undefined : sources.get(one.card.file)}
              geometry={geometry}
              actions={actions}
              view={view}
            />
          </li>
        ))}
      </ol>
      {cuts.map((frame) => (
        <div
          key={frame}
          data-cut={frame}
          className="pointer-events-none absolute -top-3 bottom-0 z-10 w-0 border-l-2 border-unknown"
          style={{ left: frame * framePx - 1 }}
        >
          <span className="absolute -top-2 -left-px -translate-x-1/2 rounded-sm bg-panel px-1 text-xs leading-4 whitespace-nowrap text-unknown">
            {t("cut")}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Whether words lie under a picture or a clip anywhere. */
function overlaps(line: Timeline): boolean {
  const all = placedOf(line);
  const words = all.filter((one) => one.card.kind === "text");
  return all.some(
    (one) => one.card.kind !== "text" && words.some((other) => other.first < one.end && one.first < other.end),
  );
}
