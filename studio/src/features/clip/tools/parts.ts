/** Parts of a clip at other times, in frames. Plain functions: each answers with new parts. */

export interface Part {
  key: number;
  /** The first frame of the clip that is shown, and the one after the last. */
  first: number;
  end: number;
  /** Frames before it that are made anew. */
  gap: number;
}

export interface Placed extends Part {
  /** The frame of the result at which it begins. */
  at: number;
}

export const whole = (frames: number): readonly Part[] => [{ key: 0, first: 0, end: frames, gap: 0 }];

export function placed(parts: readonly Part[]): readonly Placed[] {
  let next = 0;
  return parts.map((part) => {
    const at = next + part.gap;
    next = at + part.end - part.first;
    return { ...part, at };
  });
}

export function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.gap + part.end - part.first, 0);
}

/** The part that is shown at a frame of the result; null in a gap. */
export function under(parts: readonly Part[], frame: number): Placed | null {
  return placed(parts).find((part) => part.at <= frame && frame < part.at + part.end - part.first) ?? null;
}

/** The part that is chosen: the one of a key, or, where that is gone, the next from a frame on, or the last. */
export function chosenOf(parts: readonly Part[], key: number, frame: number): Part {
  const all = placed(parts);
  const found =
    all.find((part) => part.key === key) ?? all.find((part) => part.at + part.end - part.first > frame) ?? all.at(-1);
  if (found === undefined) throw new Error("A re-cut has at least one part.");
  return found;
}

/** Cut in two where the frame of the result begins; nothing happens at an edge or in a gap. */
export function split(parts: readonly Part[], frame: number): readonly Part[] {
  const cut = under(parts, frame);
  if (cut === null || cut.at === frame) return parts;
  const middle = cut.first + frame - cut.at;
  const key = 1 + Math.max(...parts.map((part) => part.key));
  return parts.flatMap((part) =>
    part.key === cut.key
      ? [
          { ...part, end: middle },
          { key, first: middle, end: part.end, gap: 0 },
        ]
      : [part],
  );
}

/** Let the part under a frame begin there, or end with it. What follows moves up. */
export function trim(parts: readonly Part[], frame: number, side: "start" | "end"): readonly Part[] {
  const cut = under(parts, frame);
  if (cut === null) return parts;
  const here = cut.first + frame - cut.at;
  return parts.map((part) =>
    part.key !== cut.key ? part : side === "start" ? { ...part, first: here } : { ...part, end: here + 1 },
  );
}

/** Without a part: what follows moves up, or its time is made anew. The last part that there is stays. */
export function remove(parts: readonly Part[], key: number, { anew }: { anew: boolean }): readonly Part[] {
  const place = parts.findIndex((part) => part.key === key);
  const gone = parts[place];
  if (gone === undefined || parts.length === 1) return parts;
  const more = anew ? gone.gap + gone.end - gone.first : 0;
  return parts
    .map((part, number) => (number === place + 1 ? { ...part, gap: part.gap + more } : part))
    .filter((part) => part.key !== key);
}

/** One place further, or back. Gaps stay where they are. */
export const move = (parts: readonly Part[], key: number, by: 1 | -1): readonly Part[] =>
  moveTo(parts, key, parts.findIndex((part) => part.key === key) + by);

/** To a place among the parts, from 0; those in between move up. Gaps stay where they are. */
export function moveTo(parts: readonly Part[], key: number, place: number): readonly Part[] {
  const one = parts.find((part) => part.key === key);
  if (one === undefined || parts[place] === undefined || parts[place] === one) return parts;
  const others = parts.filter((part) => part !== one);
  const order = [...others.slice(0, place), one, ...others.slice(place)];
  return order.map((part, number) => ({ ...part, gap: parts[number]?.gap ?? 0 }));
}

/** The place of a part that is held over a frame of the result: after those whose middle is before it. */
export const placeOver = (parts: readonly Part[], key: number, frame: number): number =>
  placed(parts).filter((part) => part.key !== key && part.at + (part.end - part.first) / 2 < frame).length;

export const withGap = (parts: readonly Part[], key: number, gap: number): readonly Part[] =>
  parts.map((part) => (part.key === key ? { ...part, gap } : part));

/** As the server reads them: `START-END@TIME` in seconds. */
export function written(parts: readonly Part[], fps: number): string[] {
  const seconds = (frames: number) => (Math.floor((frames / fps) * 1e6) / 1e6).toFixed(6).replace(/\.?0+$/, "");
  return placed(parts).map((part) => `${seconds(part.first)}-${seconds(part.end)}@${seconds(part.at)}`);
}

export function isWhole(parts: readonly Part[], frames: number): boolean {
  const [one, ...more] = parts;
  return one !== undefined && more.length === 0 && one.first === 0 && one.end === frames && one.gap === 0;
}
