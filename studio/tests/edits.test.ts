import { describe, expect, test } from "vitest";

import { valueAt } from "../src/timeline/curves.ts";
import * as edits from "../src/timeline/edits.ts";
import { frameCount, frameRate } from "../src/timeline/geometry.ts";
import { fromEntries, toEntries } from "../src/timeline/json.ts";
import { edgesFor } from "../src/timeline/places.ts";
import { planOf } from "../src/timeline/plan.ts";
import { placedOf, problemOf, type Timeline } from "../src/timeline/timeline.ts";

const line = (...cards: object[]): Timeline =>
  edits.settled(fromEntries({ format: "yozora-timeline/1", size: "256x144", fps: "10", frames: 100, seed: 1, cards }));
const text = (at: number, until: number, words = "a fox") => ({ kind: "text", text: words, at_s: at, until_s: until });
const clip = (at: number, start: number, end: number) => ({
  ...{ kind: "clip", file: "video_1", sha256: "", at_s: at, start_s: start, end_s: end },
});
const spans = (now: Timeline) => placedOf(now).map((one) => [one.card.id, one.first, one.end]);

function ok(edited: edits.Edited): Timeline {
  if (!edited.ok) throw new Error(edited.why);
  return edited.line;
}

describe("cards are moved", () => {
  const two = line(text(0, 2), text(5, 7));

  test("to where they are put, and no further than the next card", () => {
    expect(spans(ok(edits.moved(two, "c1", 10)))).toContainEqual(["c1", 10, 30]);
    expect(spans(ok(edits.moved(two, "c1", 35)))).toContainEqual(["c1", 30, 50]);
  });

  test("over other cards into the room behind them", () => {
    expect(spans(ok(edits.moved(two, "c1", 64)))).toContainEqual(["c1", 70, 90]);
  });

  const row = line(text(0, 2), text(2, 5), text(6, 10));

  test("past cards that leave no room behind them, which make way", () => {
    expect(spans(ok(edits.moved(row, "c1", 14)))).toEqual(spans(row));
    expect(spans(ok(edits.moved(row, "c1", 16)))).toEqual([
      ["c2", 0, 30],
      ["c1", 30, 50],
      ["c3", 60, 100],
    ]);
    expect(spans(ok(edits.moved(row, "c1", 80)))).toEqual([
      ["c2", 0, 30],
      ["c3", 30, 70],
      ["c1", 80, 100],
    ]);
    expect(spans(ok(edits.moved(row, "c3", 0)))).toEqual([
      ["c3", 0, 40],
      ["c1", 40, 60],
      ["c2", 70, 100],
    ]);
  });

  test("past a picture with its words, which stay together", () => {
    const described = line(text(0, 4), clip(4, 0, 6), text(5, 10));
    expect(spans(ok(edits.moved(described, "c1", 60)))).toEqual([
      ["c2", 0, 60],
      ["c3", 10, 60],
      ["c1", 60, 100],
    ]);
  });

  test("no further than the next card where it would make way over another", () => {
    const blend = {
      influence: [
        [0, 0],
        [1, 1],
      ],
    };
    const three = { ...line(clip(0, 0, 3), { ...clip(2, 0, 3), ...blend }, clip(5, 0, 2)), frames: 70 };
    expect(spans(ok(edits.moved(three, "c2", 45)))).toEqual(spans(three));
  });

  test("past an earlier card while the rest moves along", () => {
    const now = ok(edits.moved(row, "c2", 0, { ripple: true }));
    expect([spans(now), now.frames]).toEqual([
      [
        ["c2", 0, 30],
        ["c1", 30, 50],
        ["c3", 60, 100],
      ],
      100,
    ]);
  });

  test("by keys as far as the next card, and past it when asked once more", () => {
    const step = (now: Timeline, by: number, past = true) => edits.nudged(now, "c1", by, { past });
    const near = line(text(0, 2), text(2.1, 5), text(5, 10));
    const touching = ok(step(near, 10, false));
    expect(spans(touching)[0]).toEqual(["c1", 1, 21]);
    expect(spans(ok(step(touching, 10, false)))[0]).toEqual(["c1", 1, 21]);
    const past = ok(step(touching, 1));
    expect(spans(past)).toEqual([
      ["c2", 1, 30],
      ["c1", 30, 50],
      ["c3", 50, 100],
    ]);
    expect(spans(ok(step(past, -1)))).toEqual(spans(touching));
    expect(spans(ok(step(two, 40)))).toContainEqual(["c1", 30, 50]);
    expect(spans(ok(edits.nudged(line(text(3, 5), text(5, 7)), "c1", 1, { past: true })))).toContainEqual([
      ...["c1", 70, 90],
    ]);
    expect(step(line(text(0, 2)), -1)).toEqual({ ok: false, why: "noRoom" });
  });

  test("and never lie over each other, wherever they are put", () => {
    const many = line(text(0, 1), text(1, 4), clip(4.5, 0, 1), text(4.6, 5), text(6, 6.5), text(8, 10));
    for (const { id } of many.cards) {
      for (let to = -20; to < 120; to += 1) {
        const edited = edits.moved(many, id, to);
        if (!edited.ok) throw new Error(`${id} at ${to}: ${edited.why}`);
        expect(problemOf(edited.line)).toBeNull();
        expect(edited.line.frames).toBe(100);
      }
    }
  });

  test("to an edge that is near", () => {
    const edited = edits.moved(two, "c1", 28, { snap: { edges: edgesFor(two, "c1"), within: 3 } });
    expect(edited.ok && edited.snapped).toBe(50);
    expect(spans(ok(edited))).toContainEqual(["c1", 30, 50]);
  });

  test("together with what is after them", () => {
    const now = ok(edits.moved(two, "c1", 10, { ripple: true }));
    expect([spans(now), now.frames]).toEqual([
      [
        ["c1", 10, 30],
        ["c2", 60, 80],
      ],
      110,
    ]);
  });
});

describe("cards are trimmed", () => {
  test("a clip begins later in its file, and no earlier than the file", () => {
    const one = line(clip(3, 0.5, 2.5));
    const shorter = ok(edits.trimmed(one, "c1", "first", 40));
    expect(shorter.cards[0]).toMatchObject({ at: 4, start: 1.5, end: 2.5 });
    expect(ok(edits.trimmed(one, "c1", "first", 0)).cards[0]).toMatchObject({ at: 2.5, start: 0, end: 2.5 });
  });

  test("a clip lasts no longer than its file", () => {
    const longer = ok(edits.trimmed(line(clip(0, 0, 2)), "c1", "end", 90, { lasting: () => 4 }));
    expect(spans(longer)).toEqual([["c1", 0, 40]]);
  });

  test("no card becomes shorter than a frame", () => {
    expect(spans(ok(edits.trimmed(line(text(1, 2)), "c1", "end", 0)))).toEqual([["c1", 10, 11]]);
  });

  test("with what is after them", () => {
    const two = line(text(0, 2), text(2, 4));
    const shorter = ok(edits.trimmed(two, "c1", "end", 10, { ripple: true }));
    expect([spans(shorter), shorter.frames]).toEqual([
      [
        ["c1", 0, 10],
        ["c2", 10, 30],
      ],
      90,
    ]);
    const later = ok(edits.trimmed(two, "c2", "first", 30, { ripple: true }));
    expect([spans(later), later.frames]).toEqual([
      [
        ["c1", 0, 20],
        ["c2", 20, 30],
      ],
      90,
    ]);
    const longer = ok(edits.trimmed(two, "c1", "end", 30, { ripple: true }));
    expect([spans(longer), longer.frames]).toEqual([
      [
        ["c1", 0, 30],
        ["c2", 30, 50],
      ],
      110,
    ]);
  });
});

test("a clip that is split goes on where it was cut, so it is no cut", () => {
  const now = ok(edits.split(line(clip(0, 1, 5)), "c1", 15));
  expect(now.cards).toMatchObject([
    { id: "c1", at: 0, start: 1, end: 2.5 },
    { id: "c2", at: 1.5, start: 2.5, end: 5 },
  ]);
  expect(planOf(now).shots).toBe(1);
  expect(edits.split(now, "c1", 15)).toEqual({ ok: false, why: "notInside" });
});

test("a copy goes into the next room, or behind the end", () => {
  const now = ok(edits.duplicated(line(text(0, 6), text(6, 10)), "c1"));
  expect([spans(now).at(-1), now.frames]).toEqual([["c3", 100, 160], 160]);
  expect(spans(ok(edits.duplicated(line(text(0, 2)), "c1"))).at(-1)).toEqual(["c2", 20, 40]);
});

test("what is deleted leaves a gap, or takes its time along", () => {
  const two = line(text(0, 2), text(2, 4));
  expect(spans(ok(edits.removed(two, "c1")))).toEqual([["c2", 20, 40]]);
  const now = ok(edits.removed(two, "c1", { ripple: true }));
  expect([spans(now), now.frames]).toEqual([[["c2", 0, 20]], 80]);
});

test("a length that leaves no frame of a card is refused", () => {
  expect(edits.resized(line(text(0, 2), text(6, 7)), 50)).toEqual({ ok: false, why: "cardsBeyond" });
  expect(spans(ok(edits.resized(line(text(0, 2), text(4, 7)), 50)))).toEqual([
    ["c1", 0, 20],
    ["c2", 40, 50],
  ]);
});

test("at another pace cards that touch go on touching", () => {
  const now = ok(edits.paced(line(text(0, 3.3), text(3.3, 10)), frameRate("24000/1001")));
  expect(spans(now)).toEqual([
    ["c1", 0, 79],
    ["c2", 79, 240],
  ]);
});

test("words that change lose the scene that was drawn up of them", () => {
  const planned = line({ kind: "text", text: "a fox", plan: { seconds: 1 } });
  expect(ok(edits.changed(planned, "c1", { text: "a wolf" })).cards[0]).toMatchObject({ text: "a wolf", plan: null });
});

test("a clip is blended with the one before it", () => {
  const now = ok(edits.blended(line(clip(0, 0, 3), clip(3, 0, 3)), "c2", 10));
  expect(spans(now)).toEqual([
    ["c1", 0, 30],
    ["c2", 20, 50],
  ]);
  expect(now.cards[1]).toMatchObject({
    influence: [
      [0, 0],
      [1, 1],
    ],
  });
  expect(spans(ok(edits.blended(now, "c2", 0)))).toEqual([
    ["c1", 0, 30],
    ["c2", 30, 60],
  ]);
});

test("the plan counts every frame once", () => {
  const plan = planOf(line(clip(0, 0, 2), text(0, 4), { ...clip(5, 0, 1), strength: 0.5 }));
  expect(plan.frames).toEqual({ kept: 20, changed: 10, words: 20, filled: 50 });
  expect(plan.parts.map((part) => part.fate)).toEqual(["kept", "describes", "filled", "changed", "filled"]);
});

test("a curve is straight between its points, level beside them, and may jump", () => {
  const points = [
    [1, 0],
    [2, 0.5],
    [2, 1],
    [4, 0],
  ] as const;
  expect([0, 1.5, 2, 3, 9].map((second) => valueAt(points, second))).toEqual([0, 0.25, 1, 0.5, 0]);
  expect(valueAt([], 3)).toBe(1);
});

test("a length is a number of frames, at least one and no more than ten minutes", () => {
  expect([0.001, 2.5].map((seconds) => frameCount(seconds, frameRate("24")))).toEqual([1, 60]);
  expect(() => frameCount(0, frameRate("24"))).toThrow("seconds=0 cannot be a length: it must be more than 0 seconds");
  expect(() => frameCount(2000, frameRate("60"))).toThrow("is 120000 frames; at most 36000. Try 600 seconds or less.");
});

describe("whatever is done", () => {
  const chances = (seed: number) => () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return seed / 2 ** 32;
  };

  test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))("the timeline can be made (%i)", (seed) => {
    const chance = chances(seed);
    const whole = (most: number) => Math.floor(chance() * most);
    let now: Timeline = { ...line(text(0, 2), clip(3, 1, 4)), fps: frameRate(seed % 2 === 0 ? "24" : "30000/1001") };
    now = edits.settled(now);
    let made = 0;
    for (let step = 0; step < 250; step += 1) {
      const id = now.cards[whole(now.cards.length)]?.id ?? "c1";
      const ripple = chance() < 0.3;
      const frame = whole(now.frames + 20) - 10;
      const manner = { ripple, snap: { edges: edgesFor(now, id, [frame]), within: 6 }, lasting: () => 6 };
      const words = { kind: "text", text: "a fox", plan: null } as const;
      const film = {
        kind: "clip",
        file: "video_2",
        sha256: "",
        start: 0.5,
        strength: 1,
        influence: [],
        fit: "crop",
      } as const;
      const edited = [
        () => edits.moved(now, id, frame, manner),
        () => edits.trimmed(now, id, "first", frame, manner),
        () => edits.trimmed(now, id, "end", frame, manner),
        () => edits.split(now, id, frame),
        () => (now.cards.length < 12 ? edits.inserted(now, words, whole(now.frames), 1 + whole(60), { ripple }) : null),
        () => (now.cards.length < 12 ? edits.inserted(now, film, whole(now.frames), 1 + whole(90), { ripple }) : null),
        () => (now.cards.length < 12 ? edits.duplicated(now, id) : null),
        () => edits.removed(now, id, manner),
        () => edits.blended(now, id, whole(30)),
        () => edits.resized(now, 20 + whole(400)),
      ][whole(10)]?.();
      if (edited?.ok !== true) continue;
      made += 1;
      now = edited.line;
      expect(problemOf(now)).toBeNull();
      expect(fromEntries(toEntries(now)).frames).toBe(now.frames);
      const again = edits.settled(now);
      expect(placedOf(again).map(({ first, end }) => [first, end])).toEqual(
        placedOf(now).map(({ first, end }) => [first, end]),
      );
    }
    expect(made).toBeGreaterThan(60);
  });
});
