import { Clock3, ImageOff } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { tileStyle } from "@/player/index.ts";
import type { Card, ClipCard } from "@/timeline/cards.ts";
import { secondAt } from "@/timeline/timeline.ts";
import { classes } from "@/ui/classes.ts";

import type { Actions } from "./actions.ts";
import { useDesk } from "./desk.ts";
import { useCardDrag, type Geometry } from "./drag.ts";
import { write } from "./keys.ts";
import type { Source } from "./sources.ts";
import { useSay } from "./useSay.ts";

const ROWS = { whole: "top-1.5 bottom-1.5", above: "top-1.5 h-19", below: "bottom-1.5 h-12" };
const TILE_PX = 82;
const MOST_TILES = 200;
const BEYOND_PX = 150;
const LOWEST_PX = 8;

interface CardViewProps {
  card: Card;
  first: number;
  end: number;
  row: keyof typeof ROWS;
  isChosen: boolean;
  source: Source | undefined;
  geometry: Geometry;
  actions: Actions;
  view: { left: number; width: number };
}

/** A card on the line of time, as long as it lasts. */
export const CardView = memo(function CardView(props: CardViewProps) {
  const { card, first, end, row, isChosen, source, geometry, actions, view } = props;
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const line = useDesk((now) => now.line);
  const { box, bubble, handlers } = useCardDrag(card.id, geometry, actions);
  const name = card.kind === "text" ? card.text.trim() || t("noWords") : (source?.name ?? "");
  const times = { from: time(secondAt(line, first)), to: time(secondAt(line, end)) };
  const left = first * geometry.framePx;
  const width = (end - first) * geometry.framePx;
  return (
    <button
      ref={box}
      type="button"
      data-card={card.id}
      data-first={first}
      data-end={end}
      aria-pressed={isChosen}
      aria-label={t(`${card.kind}Card`, { ...times, name })}
      onDoubleClick={write}
      {...handlers}
      style={{ left, width }}
      className={classes(
        "group absolute touch-none rounded-md text-left select-none",
        "cursor-grab data-dragged:z-20 data-dragged:cursor-grabbing",
        "outline-offset-0 transition-shadow duration-150 data-dragged:shadow-lift",
        isChosen && "z-[11]",
        ROWS[row],
      )}
    >
      <span
        aria-hidden
        className={classes(
          "absolute inset-x-px inset-y-0 overflow-hidden rounded-md border",
          card.kind === "text" ? "bg-raised" : "bg-black",
          isChosen
            ? "border-2 border-moon shadow-[0_0_0_3px_color-mix(in_srgb,var(--moon)_18%,transparent)]"
            : "border-edge/60",
        )}
      >
        {card.kind === "text" ? (
          width > 2 * LOWEST_PX && (
            <span className="block h-full px-2.5 py-1.5">
              <span
                data-kind={t("text")}
                className={classes(
                  "text-xs font-semibold before:content-[attr(data-kind)]",
                  row === "below" ? "hidden" : "block",
                )}
              />
              <span
                className={classes(
                  "text-sm",
                  row === "below" ? "line-clamp-2 text-xs" : "line-clamp-3",
                  card.text.trim() === "" && "text-quiet italic",
                )}
              >
                {name}
              </span>
            </span>
          )
        ) : (
          <Pictures card={card} source={source} width={width} left={left} view={view} frames={end - first} />
        )}
      </span>
      <Handle part="first" isChosen={isChosen} />
      <Handle part="end" isChosen={isChosen} />
      <span
        ref={bubble}
        aria-hidden
        className="pointer-events-none absolute -top-6 left-0 z-30 rounded-sm border border-line bg-night px-1.5 text-xs leading-5 whitespace-nowrap text-ink tabular-nums opacity-0"
      />
    </button>
  );
});

function Handle({ part, isChosen }: { part: "first" | "end"; isChosen: boolean }) {
  return (
    <span
      data-part={part}
      className={classes(
        "absolute inset-y-0 z-10 w-3 max-w-[30%] cursor-ew-resize",
        part === "first" ? "left-0" : "right-0",
      )}
    >
      <span
        className={classes(
          "pointer-events-none absolute top-1/2 h-7 w-1 -translate-y-1/2 rounded-full bg-moon transition-opacity duration-150",
          part === "first" ? "left-1.5" : "right-1.5",
          isChosen ? "opacity-100" : "opacity-0 group-hover:opacity-100",
        )}
      />
    </span>
  );
}

interface PicturesProps {
  card: Exclude<Card, { kind: "text" }>;
  source: Source | undefined;
  width: number;
  left: number;
  frames: number;
  view: { left: number; width: number };
}

/** What a picture or a clip looks like, all along its card; only what is in sight is drawn. */
function Pictures({ card, source, width, left, view }: PicturesProps) {
  if (source?.state === "missing" || source?.state === "waiting") {
    const Sign = source.state === "missing" ? ImageOff : Clock3;
    return (
      <span className="grid h-full place-items-center bg-raised text-unknown">
        <Sign aria-hidden className="size-5" />
      </span>
    );
  }
  if (card.kind === "clip" && source?.sheet != null) {
    const { sheet, aspect } = source;
    const count = Math.min(MOST_TILES, Math.max(1, Math.ceil(width / (TILE_PX * aspect))));
    const share = width / count;
    const isSeen = (place: number) =>
      left + place * share < view.left + view.width + BEYOND_PX && left + (place + 1) * share > view.left - BEYOND_PX;
    return (
      <span className="flex h-full">
        {Array.from({ length: count }, (_, place) => (
          <span key={place} className="relative h-full grow basis-0 overflow-hidden">
            {isSeen(place) && (
              <span
                className="absolute left-1/2 h-full min-w-full -translate-x-1/2"
                style={{
                  aspectRatio: aspect,
                  ...tileStyle(sheet, frameIn(card, source, (place + 0.5) / count), source.frames),
                }}
              />
            )}
          </span>
        ))}
      </span>
    );
  }
  if (card.kind === "clip" && source?.video != null) {
    return (
      <video src={`${source.video}#t=${card.start}`} preload="metadata" muted className="size-full object-cover" />
    );
  }
  if (source?.picture == null) return null;
  const isNarrow = width < TILE_PX * source.aspect;
  return (
    <span
      className={classes("block h-full bg-center", isNarrow && "bg-cover")}
      style={{
        backgroundImage: `url("${source.picture}")`,
        ...(isNarrow ? {} : { backgroundSize: "auto 100%", backgroundPosition: "left" }),
      }}
    />
  );
}

const frameIn = (card: ClipCard, source: Source, share: number): number =>
  Math.round((card.start + share * (card.end - card.start)) * (source.fps ?? 24));
