import { Tile, type Playable } from "@/player/index.ts";

const TILES = 8;

/** A clip as a row of its pictures. */
export function Film({ clip, dim = false }: { clip: Omit<Playable, "video">; dim?: boolean }) {
  return (
    <div className={dim ? "flex h-9 overflow-clip rounded-sm opacity-60" : "flex h-9 overflow-clip rounded-sm"}>
      {Array.from({ length: TILES }, (_, place) => (
        <Tile
          key={place}
          clip={clip}
          frame={Math.round((place / (TILES - 1)) * (clip.frames - 1))}
          className="h-full min-w-0 grow"
        />
      ))}
    </div>
  );
}
