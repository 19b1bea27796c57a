import { Impossible } from "./refused.ts";
import { general } from "./wording.ts";

/** (second, share) in order of time, share 0 to 1; two points at one time are a jump. */
export type Points = readonly (readonly [number, number])[];

const MOST_POINTS = 1000;

/** The points, unless they are no curve. Throws Impossible. */
export function checkCurve(points: Points, name: string, card: number | null = null): Points {
  const no = (message: string) => new Impossible("curve", message, card);
  if (points.length > MOST_POINTS) {
    throw no(`${name} has ${points.length} points; at most ${MOST_POINTS} are read. Draw fewer.`);
  }
  for (const [second, share] of points) {
    if (!(second >= 0 && second < Infinity && share >= 0 && share <= 1)) {
      throw no(
        `${name} has the point ${float(second)}:${float(share)}; expected a second from 0 on and a share 0 to 1.`,
      );
    }
  }
  points.forEach(([second], place) => {
    const before = points[place - 1]?.[0] ?? 0;
    if (second < before) {
      throw no(`${name} goes back in time, from ${general(before)} s to ${general(second)} s. Order its points.`);
    }
  });
  points.forEach(([second], place) => {
    if (points[place + 2]?.[0] === second) {
      throw no(`${name} has three points at ${general(second)} s; at most two (a jump). Take one out.`);
    }
  });
  return points;
}

/** The share at a moment: straight between points, level before the first and after the last; 1 without points. */
export function valueAt(points: Points, second: number): number {
  const after = points.findIndex(([at]) => at > second);
  const last = points.at(-1);
  if (last === undefined) return 1;
  if (after === -1) return last[1];
  const [end, high] = points[after] ?? last;
  const before = points[after - 1];
  if (before === undefined) return high;
  const [start, low] = before;
  return low + ((high - low) * (second - start)) / (end - start);
}

const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
