import type { Clip } from "@/api/client.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { classes } from "@/ui/classes.ts";

import type { Item } from "./items.ts";
import { useHoverPlay } from "./useHoverPlay.ts";

const PLACES: Readonly<Record<number, readonly string[]>> = {
  1: ["col-span-2 row-span-2"],
  2: ["row-span-2", "row-span-2"],
  3: ["row-span-2", "", ""],
};

/** The picture of a card: one clip, or up to four takes as quarters. The one under the pointer plays. */
export function Pictures({ item, playing }: { item: Item; playing: boolean }) {
  const shown = item.clips.slice(0, 4);
  if (shown.length === 1)
    return <ClipPicture clip={item.first} playing={playing} className="absolute! inset-0 size-full bg-black/55!" />;
  const places = PLACES[shown.length];
  return (
    <span className="absolute inset-0 grid size-full grid-cols-2 grid-rows-2 gap-px bg-black">
      {shown.map((clip, place) => (
        <Quarter key={clip.id} clip={clip} playing={playing && place === 0} className={places?.[place] ?? ""} />
      ))}
    </span>
  );
}

function Quarter({ clip, playing, className }: { clip: Clip; playing: boolean; className: string }) {
  const hover = useHoverPlay();
  return (
    <span
      className={classes("relative block min-h-0 min-w-0", className)}
      onPointerEnter={hover.start}
      onPointerLeave={hover.stop}
    >
      <ClipPicture
        clip={clip}
        playing={hover.playing || playing}
        className="absolute! inset-0 size-full bg-black/55!"
      />
    </span>
  );
}
