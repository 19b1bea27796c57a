import type { ReactNode } from "react";

import { Skeleton } from "@/ui/States.tsx";

interface TilesProps {
  /** How many there are; null while that is not known. */
  count: number | null;
  empty: string;
  children: ReactNode;
}

/** Small pictures to choose one of. */
export function Tiles({ count, empty, children }: TilesProps) {
  if (count === 0) return <p className="py-6 text-center text-sm text-quiet">{empty}</p>;
  return (
    <ul className="grid max-h-64 grid-cols-3 gap-2 overflow-y-auto p-0.5">
      {count === null
        ? Array.from({ length: 6 }, (_, place) => (
            <li key={place}>
              <Skeleton className="aspect-video" />
            </li>
          ))
        : children}
    </ul>
  );
}

interface TileProps {
  name: string;
  onPick: () => void;
  children: ReactNode;
}

export function Tile({ name, onPick, children }: TileProps) {
  return (
    <li>
      <button
        type="button"
        aria-label={name}
        title={name}
        onClick={onPick}
        className="block aspect-video w-full overflow-hidden rounded-md border border-line bg-night transition duration-150 hover:border-edge"
      >
        {children}
      </button>
    </li>
  );
}
