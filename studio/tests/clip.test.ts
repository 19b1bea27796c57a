import { describe, expect, it } from "vitest";

import { added, moved, presetPoints, without } from "@/features/clip/tools/curve.ts";
import {
  chosenOf,
  lengthOf,
  move,
  moveTo,
  placeOver,
  remove,
  split,
  trim,
  whole,
  withGap,
  written,
} from "@/features/clip/tools/parts.ts";
import { neighbour, treeOf } from "@/features/clip/tools/tree.ts";

describe("parts of a clip", () => {
  const halves = split(whole(48), 24);

  it("are split where one is, and nowhere at an edge", () => {
    expect(written(halves, 24)).toEqual(["0-1@0", "1-2@1"]);
    expect(split(halves, 24)).toBe(halves);
  });

  it("that are deleted let the rest move up, or leave a gap that is filled anew", () => {
    expect(written(remove(halves, 0, { anew: false }), 24)).toEqual(["1-2@0"]);
    expect(written(remove(halves, 0, { anew: true }), 24)).toEqual(["1-2@1"]);
    expect(lengthOf(remove(halves, 1, { anew: false }))).toBe(24);
  });

  it("do not all go", () => {
    expect(remove(whole(48), 0, { anew: false })).toHaveLength(1);
  });

  it("are trimmed to the frame that is looked at, which stays", () => {
    expect(written(trim(whole(48), 12, "start"), 24)).toEqual(["0.5-2@0"]);
    expect(written(trim(whole(48), 11, "end"), 24)).toEqual(["0-0.5@0"]);
  });

  it("change places while gaps stay where they are", () => {
    expect(written(move(withGap(halves, 1, 12), 1, -1), 24)).toEqual(["1-2@0", "0-1@1.5"]);
  });

  it("go to the place over which they are held, past those whose middle they have passed", () => {
    const thirds = withGap(split(halves, 36), 2, 12);
    expect(written(thirds, 24)).toEqual(["0-1@0", "1-1.5@1", "1.5-2@2"]);
    const places = [3, 29, 31, 53, 55, 90].map((frame) => placeOver(thirds, 0, frame));
    expect(places).toEqual([0, 0, 1, 1, 2, 2]);
    expect(placeOver(thirds, 2, 11)).toBe(0);
    expect(written(moveTo(thirds, 0, 2), 24)).toEqual(["1-1.5@0", "1.5-2@0.5", "0-1@1.5"]);
    expect(moveTo(thirds, 0, 0)).toBe(thirds);
    expect(moveTo(thirds, 0, 3)).toBe(thirds);
  });

  it("never end after the clip, whatever its pace", () => {
    const fps = 30000 / 1001;
    for (const frames of [1, 7, 59, 1000]) {
      const end = Number(written(whole(frames), fps)[0]?.split("-")[1]?.split("@")[0]);
      expect(end).toBeLessThanOrEqual(frames / fps);
      expect(Math.round(end * fps)).toBe(frames);
    }
  });

  it("choose the next one where the chosen one is gone", () => {
    expect(chosenOf(remove(halves, 0, { anew: true }), 0, 3).first).toBe(24);
  });
});

describe("the curve of a blend", () => {
  it("is as the server draws its presets", () => {
    expect(presetPoints("transition", 6, 4)).toEqual([
      [3, 0],
      [5, 1],
    ]);
    expect(presetPoints("mix", 6, 4)).toEqual([
      [0, 0.5],
      [4, 0.5],
    ]);
  });

  it("keeps its points in order and within the clip", () => {
    const points = presetPoints("transition", 4, 4);
    expect(moved(points, 0, [9, 2], 4)[0]).toEqual([2.98, 1]);
    expect(moved(points, 1, [9, -1], 4)[1]).toEqual([4, 0]);
  });

  it("gets a point where one clicks and loses it again", () => {
    const more = added(presetPoints("transition", 4, 4), [2, 0.2]);
    expect(more.place).toBe(1);
    expect(without(more.points, more.place)).toEqual(presetPoints("transition", 4, 4));
  });
});

describe("the tree of takes", () => {
  const takes = [
    { id: "fox", parents: [] },
    { id: "wolf", parents: ["fox"] },
    { id: "bear", parents: ["fox"] },
    { id: "both", parents: ["wolf", "bear"] },
  ];
  const tree = treeOf(takes);

  it("has what was made right of all it was made of", () => {
    expect(tree.nodes.map(({ take, column }) => [take.id, column])).toEqual([
      ["fox", 0],
      ["wolf", 1],
      ["bear", 1],
      ["both", 2],
    ]);
    expect(tree.edges).toHaveLength(4);
  });

  it("is walked by arrow keys", () => {
    expect(neighbour(tree, "fox", "ArrowRight")).toBe("wolf");
    expect(neighbour(tree, "wolf", "ArrowDown")).toBe("bear");
    expect(neighbour(tree, "both", "ArrowLeft")).toBe("wolf");
    expect(neighbour(tree, "fox", "ArrowLeft")).toBeNull();
  });
});
