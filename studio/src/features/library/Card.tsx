import { Bookmark, Check, Ellipsis, Star } from "lucide-react";
import { memo, type DragEvent, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { usePreview } from "@/api/live.ts";
import { classes } from "@/ui/classes.ts";
import { isMotionReduced } from "@/ui/motion.ts";

import { Failed, MakingLine, unfinished } from "./CardState.tsx";
import { isChosen, useChosen } from "./chosen.ts";
import { addressOf, type Item } from "./items.ts";
import type { Box } from "./layout.ts";
import { Line, type InsideProps } from "./Line.tsx";
import { Pictures } from "./Pictures.tsx";
import { usePlayed } from "./played.ts";
import { useFacts } from "./useFacts.ts";
import { useHoverPlay } from "./useHoverPlay.ts";

/** What cards ask the page for; the same for all of them. */
export interface CardTools {
  toggle: (item: Item) => void;
  upTo: (item: Item) => void;
  went: (item: Item) => void;
  menu: (item: Item, x: number, y: number) => void;
  drag: (item: Item, event: DragEvent) => void;
  retry: (id: string) => void;
}

export interface CardProps {
  item: Item;
  box: Box;
  place: number;
  all: number;
  active: boolean;
  inList: boolean;
  tools: CardTools;
}

/** A clip of the library, or takes that belong together. */
export const Card = memo(function Card({ item, box, place, all, active, inList, tools }: CardProps) {
  const { t } = useTranslation("library");
  const { name, facts, operation } = useFacts(item);
  const hover = useHoverPlay();
  const pinned = usePlayed((played) => played.key === item.key);
  const chosen = useChosen((now) => isChosen(now, item));
  const tab = active ? 0 : -1;
  const click = (event: MouseEvent) => {
    const choosing = useChosen.getState().ids.size > 0;
    if (event.shiftKey) tools.upTo(item);
    else if (choosing && !event.ctrlKey && !event.metaKey) tools.toggle(item);
    else {
      tools.went(item);
      return;
    }
    event.preventDefault();
  };
  const menu = (event: MouseEvent) => {
    event.preventDefault();
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const byKeys = event.clientX === 0 && event.clientY === 0;
    tools.menu(item, byKeys ? left : event.clientX, byKeys ? bottom : event.clientY);
  };
  const Inside = inList ? Line : Face;
  return (
    <div
      role="listitem"
      aria-posinset={place + 1}
      aria-setsize={all}
      data-item={item.key}
      className="group absolute [contain:layout_style]"
      style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
      onPointerEnter={hover.start}
      onPointerLeave={hover.stop}
    >
      <Link
        to={addressOf(item)}
        tabIndex={tab}
        draggable
        onDragStart={(event) => tools.drag(item, event)}
        onClick={click}
        onContextMenu={menu}
        onFocus={(event) => event.target.matches(":focus-visible") && !isMotionReduced() && hover.start()}
        onBlur={hover.stop}
        className={classes(
          "absolute inset-0 block overflow-hidden",
          inList
            ? "border-b border-line -outline-offset-2! hover:bg-panel data-chosen:bg-raised"
            : "rounded-lg data-chosen:shadow-[0_0_0_2px_var(--night),0_0_0_4px_var(--moon)]",
        )}
        {...(chosen ? { "data-chosen": "" } : {})}
      >
        <Inside item={item} playing={hover.playing || pinned} name={name} facts={facts} operation={operation} />
      </Link>
      {!inList && <FailedPart item={item} tools={tools} tab={tab} />}
      <div className={classes("pointer-events-none absolute flex gap-1.5", inList ? "top-5.5 left-2" : "top-2 left-2")}>
        <button
          type="button"
          role="checkbox"
          aria-checked={chosen}
          aria-label={t("choose", { name })}
          tabIndex={tab}
          onClick={(event) => (event.shiftKey ? tools.upTo(item) : tools.toggle(item))}
          className={classes(
            "pointer-events-auto grid size-7 place-items-center rounded-full border transition-opacity duration-150 focus-visible:opacity-100 pointer-coarse:opacity-100",
            chosen
              ? "border-moon bg-moon text-on-moon opacity-100"
              : "border-white/70 bg-black/50 text-transparent opacity-0 group-hover:opacity-100 hover:text-white",
          )}
        >
          <Check aria-hidden className="size-4" strokeWidth={2.6} />
        </button>
        {!inList && <Marks item={item} chosen={chosen} />}
      </div>
      <button
        type="button"
        aria-haspopup="menu"
        aria-label={t("moreOf", { name })}
        tabIndex={tab}
        onClick={menu}
        className={classes(
          "absolute grid size-8 place-items-center rounded-full transition-opacity duration-150",
          inList
            ? "top-5 right-1 text-quiet hover:bg-raised hover:text-ink"
            : "top-2 right-2 bg-black/55 text-white opacity-0 group-hover:opacity-100 hover:bg-black/75 focus-visible:opacity-100 pointer-coarse:opacity-100",
        )}
      >
        <Ellipsis aria-hidden className="size-4" />
      </button>
    </div>
  );
});

/** What has to be drawn of a clip that is whole; it slides aside for the check mark. */
function Marks({ item, chosen }: { item: Item; chosen: boolean }) {
  const favourite = item.clips.some((clip) => clip.favourite);
  const bookmarked = item.clips.some((clip) => clip.bookmarked);
  if (!favourite && !bookmarked) return null;
  return (
    <span
      aria-hidden
      className={classes(
        "flex h-7 items-center gap-1 rounded-full bg-black/55 px-2 text-white transition-transform duration-150 ease-soft [&_svg]:size-3.5",
        !chosen &&
          "-translate-x-8.5 group-focus-within:translate-x-0 group-hover:translate-x-0 pointer-coarse:translate-x-0",
      )}
    >
      {favourite && <Star className="fill-current" />}
      {bookmarked && <Bookmark className="fill-current" />}
    </span>
  );
}

/** The picture with words over its foot. */
function Face({ item, playing, name, facts }: InsideProps) {
  const busy = unfinished(item);
  const preview = usePreview(item.first.id);
  const seen = item.clips.some((clip) => clip.thumbnail !== null) || preview !== null;
  const failed = busy?.status === "failed";
  return (
    <>
      <Pictures item={item} playing={playing} />
      {!seen && <span className="absolute inset-0 rounded-lg border border-line bg-panel" />}
      <span
        className={classes(
          "absolute inset-x-0 bottom-0 block px-3 pb-2.5",
          seen ? "bg-[linear-gradient(to_top,#000d,#0007,#0000)] pt-10 text-white" : "top-0 pt-3 text-ink",
          failed && !seen && "pr-12 pl-3",
        )}
      >
        <span className={classes("text-sm/snug font-medium", seen || failed ? "line-clamp-2" : "line-clamp-3")}>
          {name}
        </span>
        {busy === null && (
          <span className={classes("mt-0.5 block truncate text-xs", seen ? "text-white/80" : "text-quiet")}>
            {facts}
          </span>
        )}
        {busy !== null && !failed && (
          <span className={classes("mt-1 block", !seen && "absolute inset-x-3 bottom-3")}>
            <MakingLine clip={busy} onPicture={seen} />
          </span>
        )}
      </span>
    </>
  );
}

function FailedPart({ item, tools, tab }: { item: Item; tools: CardTools; tab: number }) {
  const busy = unfinished(item);
  if (busy?.status !== "failed") return null;
  return (
    <Failed
      clip={busy}
      onRetry={tools.retry}
      tabIndex={tab}
      className="pointer-events-none absolute inset-x-3 bottom-3"
    />
  );
}
