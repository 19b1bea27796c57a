import { decimal, fraction, less, minus, rounded, times, toNumber, type Fraction } from "./fractions.ts";
import { Impossible } from "./refused.ts";
import { general, repr, first } from "./wording.ts";

const SHORTEST_SIDE_PX = 16;
const LONGEST_SIDE_PX = 4096;
const SLOWEST_FPS = 1;
const FASTEST_FPS = 60;
/** Ten minutes at 60 frames a second. */
export const LONGEST_FRAMES = 36_000;

/** Pixels; both sides even. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

const NAMED_SIZES: Readonly<Record<string, readonly [number, number]>> = {
  "240p": [426, 240],
  "360p": [640, 360],
  "480p": [854, 480],
  "720p": [1280, 720],
  "1080p": [1920, 1080],
  square: [720, 720],
  portrait: [720, 1280],
  landscape: [1280, 720],
};

export const sizeText = (size: FrameSize): string => `${size.width}x${size.height}`;

/** Read `1280x720` or a name such as `720p`. Throws Impossible. */
export function parseSize(text: string): FrameSize {
  const match = /^(\d{1,6})\s*[xX×]\s*(\d{1,6})$/.exec(text.trim());
  const sides = NAMED_SIZES[text] ?? (match === null ? null : [Number(match[1]), Number(match[2])]);
  if (sides === null) {
    const names = Object.keys(NAMED_SIZES).join(", ");
    throw new Impossible(
      "size",
      `size=${repr(text)} is not a size. Write WIDTHxHEIGHT, such as 1280x720, or one of ${names}.`,
    );
  }
  const [width, height] = sides as [number, number];
  const possible = (side: number) => side >= SHORTEST_SIDE_PX && side <= LONGEST_SIDE_PX && side % 2 === 0;
  if (possible(width) && possible(height)) return { width, height };
  const legal = (side: number) => Math.max(SHORTEST_SIDE_PX, Math.min(LONGEST_SIDE_PX, side - (side % 2)));
  throw new Impossible(
    "size",
    `size=${width}x${height} cannot be made: each side must be an even number of pixels from ${SHORTEST_SIDE_PX} to ` +
      `${LONGEST_SIDE_PX}. Try ${legal(width)}x${legal(height)}.`,
  );
}

const NUMBER = /^-?\d{1,9}(\.\d{1,9})?(\/0*[1-9]\d{0,8})?$/;

/** Frames a second as an exact fraction; 23.976 and 29.97 become 24000/1001 and 30000/1001. Throws Impossible. */
export function frameRate(value: string | number): Fraction {
  const text = String(value).trim();
  if (!NUMBER.test(text) || (text.includes(".") && text.includes("/"))) {
    throw new Impossible("fps", `fps=${repr(first(text, 40))} is not a number. Try 24.`);
  }
  const [over = "0", under] = text.split("/");
  let fps = under === undefined ? decimalText(over) : fraction(BigInt(over), BigInt(under));
  for (const nominal of [24n, 30n, 60n]) {
    const broadcast = fraction(nominal * 1000n, 1001n);
    const away = minus(fps, broadcast);
    const distance = away.over < 0n ? fraction(-away.over, away.under) : away;
    if (less(distance, fraction(1n, 200n))) fps = broadcast;
  }
  if (less(fps, fraction(BigInt(SLOWEST_FPS))) || less(fraction(BigInt(FASTEST_FPS)), fps)) {
    throw new Impossible("fps", `fps=${value} is out of range: from ${SLOWEST_FPS} to ${FASTEST_FPS}. Try 24.`);
  }
  return fps;
}

/** The number of frames nearest to a length, at least one. Throws Impossible where it cannot be. */
export function frameCount(seconds: number, fps: Fraction): number {
  if (!(seconds > 0) || seconds === Infinity) {
    const got = general(seconds);
    throw new Impossible("length", `seconds=${got} cannot be a length: it must be more than 0 seconds. Try 2.`);
  }
  const frames = Math.max(1, rounded(times(decimal(seconds), fps)));
  if (frames > LONGEST_FRAMES) {
    const most = Math.floor(LONGEST_FRAMES / toNumber(fps));
    throw new Impossible(
      "length",
      `seconds=${general(seconds)} at ${general(toNumber(fps))} frames a second is ${frames} frames; at most ` +
        `${LONGEST_FRAMES}. Try ${most} seconds or less.`,
    );
  }
  return frames;
}

function decimalText(text: string): Fraction {
  const [whole = "0", after = ""] = text.split(".");
  return fraction(BigInt(whole + after), 10n ** BigInt(after.length));
}
