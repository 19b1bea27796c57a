import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Playback } from "@/player/playback.ts";
import { tileOf } from "@/player/sprites.ts";
import { frameAt, middleOf, stamp } from "@/player/time.ts";

describe("moments of a clip", () => {
  it.each([12, 24, 24000 / 1001, 30000 / 1001, 60])(
    "the middle of a frame lies in that frame, at %d a second",
    (fps) => {
      const pace = { fps, frames: 5000 };
      for (let frame = 0; frame < pace.frames; frame += 1) expect(frameAt(middleOf(frame, pace), pace)).toBe(frame);
    },
  );

  it("a frame's own beginning is that frame, not the one before", () => {
    const pace = { fps: 30000 / 1001, frames: 5000 };
    for (let frame = 0; frame < pace.frames; frame += 1) expect(frameAt(frame / pace.fps, pace)).toBe(frame);
  });

  it("is said as seconds and frames", () => {
    expect(stamp(0, 24)).toBe("00:00");
    expect(stamp(85, 24)).toBe("03:13");
    expect(stamp(24 * 63 + 13, 24)).toBe("1:03:13");
    expect(stamp(30, 30000 / 1001)).toBe("01:00");
  });
});

describe("a sprite sheet", () => {
  it("has at most 25 pictures, five in a row, from the first frame to the last", () => {
    expect(tileOf(0, 144)).toEqual({ column: 0, row: 0, columns: 5, rows: 5 });
    expect(tileOf(143, 144)).toEqual({ column: 4, row: 4, columns: 5, rows: 5 });
    expect(tileOf(72, 145)).toEqual({ column: 2, row: 2, columns: 5, rows: 5 });
  });

  it("of a short clip has no more than its frames", () => {
    expect(tileOf(0, 1)).toEqual({ column: 0, row: 0, columns: 1, rows: 1 });
    expect(tileOf(6, 7)).toEqual({ column: 1, row: 1, columns: 5, rows: 2 });
  });
});

/** As much of a video as a playback needs to be told where to go. */
class Stopped extends EventTarget {
  readonly readyState = 4;
  seeking = false;
  paused = true;
  loop = false;
  playbackRate = 1;
  requestVideoFrameCallback = () => 0;
  constructor(public currentTime: number) {
    super();
  }
  play(): Promise<void> {
    this.paused = false;
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
  }
}

describe("a pause", () => {
  beforeEach(() => vi.stubGlobal("HTMLMediaElement", { HAVE_METADATA: 1, HAVE_CURRENT_DATA: 2 }));
  afterEach(() => void vi.unstubAllGlobals());
  const pace = { fps: 24, frames: 48 };
  it.each([0, 5e-5, -5e-5, 0.01])("%d s from the middle of the frame that was said goes there", (off) => {
    const video = new Stopped(0);
    const playback = new Playback(pace, { frame: 35 });
    playback.attach(video as unknown as HTMLVideoElement, pace);
    playback.play();
    video.currentTime = middleOf(35, pace) + off;
    playback.pause();
    expect(Math.abs(video.currentTime - middleOf(35, pace))).toBeLessThan(1e-6);
  });
});
