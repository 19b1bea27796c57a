import type { Card } from "./cards.ts";
import { cutsOf, gapsOf, placedOf, type Span, type Timeline } from "./timeline.ts";

/** What becomes of a part of the clip: `kept` as it is, `changed` as far as it may, made from `words`, or `filled` by
 * the model alone. `describes` are words under pictures. */
type Fate = "kept" | "changed" | "words" | "describes" | "filled";

export interface Part extends Span {
  readonly fate: Fate;
  /** None for a gap. */
  readonly card: Card | null;
}

export interface Plan {
  readonly shots: number;
  /** Frames of each fate; together the whole clip. */
  readonly frames: Readonly<Record<Exclude<Fate, "describes">, number>>;
  /** Cards and gaps in order of time. */
  readonly parts: readonly Part[];
}

/** What will be made of a timeline, before it is made. */
export function planOf(line: Timeline): Plan {
  const placed = placedOf(line);
  const media = placed.filter((one) => one.card.kind !== "text");
  const fateOf = (card: Card, span: Span): Fate => {
    if (card.kind !== "text") return card.strength === 1 ? "kept" : "changed";
    return media.some((one) => one.first < span.end && span.first < one.end) ? "describes" : "words";
  };
  const parts: Part[] = placed.map(({ card, first, end }) => ({
    card,
    first,
    end,
    fate: fateOf(card, { first, end }),
  }));
  const gaps: Part[] = gapsOf(line).map((gap) => ({ ...gap, card: null, fate: "filled" }));
  return {
    shots: cutsOf(line).length + 1,
    frames: counted(line, parts),
    parts: [...parts, ...gaps].sort((one, other) => one.first - other.first),
  };
}

/** Each frame is counted once: what is kept comes before what is changed, and pictures before words. */
function counted(line: Timeline, parts: readonly Part[]): Plan["frames"] {
  const order: readonly Fate[] = ["kept", "changed", "words"];
  const fates: (Fate | undefined)[] = Array.from({ length: line.frames });
  for (const part of parts) {
    const own = part.fate === "describes" ? "words" : part.fate;
    for (let frame = Math.max(0, part.first); frame < Math.min(part.end, line.frames); frame += 1) {
      const now = fates[frame];
      if (now === undefined || order.indexOf(own) < order.indexOf(now)) fates[frame] = own;
    }
  }
  const count = (fate: Fate | undefined) => fates.filter((one) => one === fate).length;
  return { kept: count("kept"), changed: count("changed"), words: count("words"), filled: count(undefined) };
}
