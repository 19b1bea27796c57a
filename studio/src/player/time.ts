/** Moments of a clip as frames. A frame lasts from `frame / fps` to `(frame + 1) / fps`; players go to its middle, where
 * no rounding can show the one before. */

export interface Pace {
  fps: number;
  frames: number;
}

export const frameAt = (seconds: number, { fps, frames }: Pace): number =>
  clamped(Math.floor(seconds * fps + 1e-6), frames);

export const middleOf = (frame: number, { fps }: Pick<Pace, "fps">): number => (frame + 0.5) / fps;

export const secondsOf = ({ fps, frames }: Pace): number => frames / fps;

/** A frame that there is. */
export const clamped = (frame: number, frames: number): number => Math.min(Math.max(0, frame), Math.max(0, frames - 1));

const MINUTE_S = 60;

/** `03:13`: seconds and frames, as editors count; `1:03:13` from a minute on. */
export function stamp(frame: number, fps: number): string {
  const nominal = Math.max(1, Math.round(fps));
  const two = (value: number) => String(value).padStart(2, "0");
  const seconds = Math.floor(frame / nominal);
  const minutes = Math.floor(seconds / MINUTE_S);
  const rest = `${two(seconds % MINUTE_S)}:${two(frame % nominal)}`;
  return minutes > 0 ? `${minutes}:${rest}` : rest;
}
