import { Bookmark, Star } from "lucide-react";
import { useTranslation } from "react-i18next";

import { aspectOf } from "@/clips/facts.ts";
import { ago, bytes, seconds } from "@/words/facts.ts";

import { MakingLine, unfinished, useReason } from "./CardState.tsx";
import type { Item } from "./items.ts";
import { Pictures } from "./Pictures.tsx";

/** Columns of the list; on narrow pages there are only the first two. */
export const COLUMNS = "md:grid-cols-[7rem_minmax(0,1fr)_7.5rem_5rem_5.5rem_7.5rem_3.5rem]";

const HIGH_PX = 54;
const MOST_WIDE_PX = 96;

export interface InsideProps {
  item: Item;
  playing: boolean;
  name: string;
  facts: string;
  operation: string;
}

/** A card as a line of the list. */
export function Line({ item, playing, name, facts, operation }: InsideProps) {
  const { i18n } = useTranslation();
  const clip = item.first;
  const busy = unfinished(item);
  const width = Math.round(Math.min(MOST_WIDE_PX, Math.max(HIGH_PX * 0.7, HIGH_PX * aspectOf(clip.size))));
  const size = item.clips.reduce((sum, one) => sum + one.size_bytes, 0);
  return (
    <span
      className={`grid h-full grid-cols-[7rem_minmax(0,1fr)] items-center gap-3 pr-11 text-sm text-quiet ${COLUMNS}`}
    >
      <span className="grid justify-items-center">
        <span className="relative block overflow-hidden rounded-sm bg-panel" style={{ width, height: HIGH_PX }}>
          <Pictures item={item} playing={playing} />
        </span>
      </span>
      <span className="min-w-0">
        <span className="line-clamp-1 text-base text-ink">{name}</span>
        {busy === null ? (
          <span className="block truncate text-xs">{facts}</span>
        ) : busy.status === "failed" ? (
          <Reason item={item} />
        ) : (
          <span className="block max-w-80">
            <MakingLine clip={busy} onPicture={false} />
          </span>
        )}
      </span>
      <span className="hidden truncate md:block">{operation}</span>
      <span className="hidden tabular-nums md:block">
        {clip.operation === "still" ? "" : seconds(clip.seconds, i18n.language)}
      </span>
      <span className="hidden tabular-nums md:block">{size === 0 ? "" : bytes(size, i18n.language)}</span>
      <span className="hidden truncate md:block">{ago(clip.created_at, i18n.language)}</span>
      <span aria-hidden className="hidden gap-1.5 text-moon-text md:flex [&_svg]:size-3.5">
        {item.clips.some((one) => one.favourite) && <Star className="fill-current" />}
        {item.clips.some((one) => one.bookmarked) && <Bookmark className="fill-current" />}
      </span>
    </span>
  );
}

function Reason({ item }: { item: Item }) {
  const reason = useReason(item.first);
  return <span className="block truncate text-xs text-unknown">{reason}</span>;
}
