import { aspectOf } from "@/clips/facts.ts";
import { classes } from "@/ui/classes.ts";

import type { Playable } from "./Screen.tsx";
import { tileStyle } from "./sprites.ts";

interface TileProps {
  clip: Pick<Playable, "spritesheet" | "thumbnail" | "frames" | "size">;
  frame: number;
  className?: string;
}

/** A small picture of a clip near one of its frames, which fills its box; without a sprite sheet, its thumbnail. */
export function Tile({ clip, frame, className }: TileProps) {
  const aspect = aspectOf(clip.size);
  if (clip.spritesheet == null) {
    return clip.thumbnail === null ? (
      <span aria-hidden className={classes("block bg-raised", className)} />
    ) : (
      <img src={clip.thumbnail} alt="" draggable={false} className={classes("object-cover", className)} />
    );
  }
  return (
    <span
      aria-hidden
      className={classes("[container-type:size] relative block overflow-clip bg-raised", className)}
      style={{ aspectRatio: aspect }}
    >
      <span
        className="absolute top-1/2 left-1/2 block -translate-1/2 bg-no-repeat"
        style={{
          ...tileStyle(clip.spritesheet, frame, clip.frames),
          aspectRatio: aspect,
          width: `max(100cqw, calc(100cqh * ${aspect}))`,
        }}
      />
    </span>
  );
}
