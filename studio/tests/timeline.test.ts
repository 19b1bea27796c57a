import { describe, expect, test } from "vitest";

import { frameRate } from "../src/timeline/geometry.ts";
import { fromEntries, toEntries } from "../src/timeline/json.ts";
import {
  cutsOf,
  frameAt,
  gapsOf,
  placedOf,
  shotsOf,
  wordShares,
  type Placed,
  type Timeline,
} from "../src/timeline/timeline.ts";

const FOLDER = "../../tests/fixtures/timelines/";
const FILES = import.meta.glob<unknown>("../../tests/fixtures/timelines/**/*.json", { eager: true, import: "default" });
const read = (name: string): unknown => FILES[FOLDER + name];
const NAMES = Object.keys(FILES)
  .map((path) => path.slice(FOLDER.length))
  .filter((name) => !name.includes("/"));

const spans = (placed: readonly Placed[]) => placed.map((one) => [one.number, one.first, one.end]);

function found(line: Timeline): unknown {
  return {
    placed: spans(placedOf(line)),
    cuts: cutsOf(line),
    shots: shotsOf(line).map((shot) => {
      const frames = shot.end - shot.first;
      return {
        first: shot.first,
        frames,
        placed: spans(shot.placed),
        shares: [0, Math.floor(frames / 3), frames - 1].map((frame) => wordShares(shot, frame)),
      };
    }),
    gaps: gapsOf(line).map((gap) => [gap.first, gap.end]),
  };
}

describe("the timeline is the one that Python has", () => {
  test("there are examples", () => expect(NAMES.length).toBeGreaterThan(4));

  test.each(NAMES)("%s is read and written alike, and means the same", (name) => {
    const entries = read(name);
    const line = fromEntries(entries);
    expect(toEntries(line)).toEqual(entries);
    expect(found(line)).toEqual(read(`expected/${name}`));
  });

  test("random ones mean the same", () => {
    const all = read("expected/random.json") as { timeline: unknown }[];
    expect(all.length).toBeGreaterThan(40);
    for (const { timeline, ...wanted } of all) {
      const line = fromEntries(timeline);
      expect(found(line)).toEqual(wanted);
      expect(fromEntries(toEntries(line))).toEqual(line);
    }
  });

  test("moments belong to the same frames", () => {
    const all = read("expected/moments.json") as [number, string, number][];
    for (const [second, fps, frame] of all) {
      expect([second, fps, frameAt({ fps: frameRate(fps), frames: 1 }, second)]).toEqual([second, fps, frame]);
    }
  });

  test("what cannot be is refused in the same words", () => {
    const all = read("expected/refused.json") as { timeline: unknown; error: string }[];
    const messages = all.map(({ timeline }) => {
      try {
        fromEntries(timeline);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(messages).toEqual(all.map(({ error }) => error));
  });
});
