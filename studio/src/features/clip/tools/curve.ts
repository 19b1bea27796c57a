/** The curve of a blend: how much of the second clip shows, over the seconds of the result. The presets are those of
 * `core/operations.py`. */

export type Point = readonly [second: number, share: number];
export const PRESETS = ["transition", "mix", "sample"] as const;
export type Preset = (typeof PRESETS)[number];

const RAMP_SHARE = 0.5;
const SAMPLED = 0.4;
const NEAR_S = 0.02;

/** What a preset draws for two clips of these lengths. */
export function presetPoints(preset: Preset, one_s: number, other_s: number): readonly Point[] {
  const whole = Math.max(one_s, other_s);
  const common = Math.min(one_s, other_s);
  if (preset === "mix") {
    return [
      [0, 0.5],
      [common, 0.5],
    ];
  }
  if (preset === "sample") {
    return [
      [0, 0],
      [common / 3, SAMPLED],
      [(2 * common) / 3, SAMPLED],
      [common, 0],
    ];
  }
  const late = other_s < whole ? whole - other_s : 0; // of a transition both clips end together
  return [
    [late + (common * (1 - RAMP_SHARE)) / 2, 0],
    [late + (common * (1 + RAMP_SHARE)) / 2, 1],
  ];
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** A point moved: it stays between its neighbours, and within the clip. */
export function moved(points: readonly Point[], place: number, to: Point, whole_s: number): readonly Point[] {
  const lowest = (points[place - 1]?.[0] ?? -NEAR_S) + NEAR_S;
  const highest = (points[place + 1]?.[0] ?? whole_s + NEAR_S) - NEAR_S;
  const second = rounded(Math.min(Math.max(to[0], lowest), highest));
  const share = rounded(Math.min(1, Math.max(0, to[1])));
  return points.map((point, number) => (number === place ? [second, share] : point));
}

/** With one more point; where it went among the others. */
export function added(points: readonly Point[], point: Point): { points: readonly Point[]; place: number } {
  const place = points.findIndex(([second]) => second > point[0]);
  const at = place < 0 ? points.length : place;
  const clear = points.every(([second]) => Math.abs(second - point[0]) >= NEAR_S);
  if (!clear) return { points, place: Math.max(0, at - 1) };
  return { points: [...points.slice(0, at), [rounded(point[0]), rounded(point[1])], ...points.slice(at)], place: at };
}

export const without = (points: readonly Point[], place: number): readonly Point[] =>
  points.length <= 1 ? points : points.filter((_, number) => number !== place);
