import { beforeEach, describe, expect, test, vi } from "vitest";

import type { Activity, Job, Known } from "@/api/client.ts";
import {
  endingsOf,
  instead,
  placesOf,
  suggestionsFor,
  without,
  wordAt,
  type Heard,
} from "@/features/composer/heard.ts";
import { withinPlan } from "@/features/composer/useCost.ts";
import { beforeOf, moved } from "@/features/activity/queue.ts";

vi.hoisted(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("location", { origin: "http://localhost" });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
const { EMPTY, answered, keyOf, shapeOf, sizeOf, takeUp, timelineOf, useDraft, wishOf } =
  await import("@/draft/draft.ts");

const heard = (text: string, slot = "subject"): Heard => ({ text, slot, status: "known", drew: text });
const KNOWN: readonly Known[] = [
  { slot: "subject", value: "elephant", en: ["elephant"], zh: ["大象"] },
  { slot: "subject", value: "fox", en: ["fox", "vixen"], zh: ["狐狸"] },
  { slot: "place", value: "forest", en: ["forest", "woods"], zh: ["森林"] },
];

describe("words that were heard", () => {
  test("are found in their order, each where it stands, and not where they are gone", () => {
    const places = placesOf("A Fox chases a fox", [heard("fox"), heard("fox"), heard("dog")]);
    expect(places.map(({ start, end }) => [start, end])).toEqual([
      [2, 5],
      [15, 18],
    ]);
  });

  test.each([
    ["a fox with a hat runs", "hat", "a fox with runs"],
    ["a fox, a dog, a cat", "dog", "a fox, a cat"],
    ["fox runs", "fox", "runs"],
    ["长毛猛犸象，戴着头盔，行走", "头盔", "长毛猛犸象，戴着，行走"],
  ])("are taken out of %s", (prompt, text, left) => {
    const [place] = placesOf(prompt, [heard(text)]);
    expect(place && without(prompt, place)).toBe(left);
  });

  test("are said otherwise, with the article that fits", () => {
    const [place] = placesOf("a dragon sleeps", [heard("dragon")]);
    expect(place && instead("a dragon sleeps", place, "elephant")).toBe("an elephant sleeps");
  });
});

describe("known words", () => {
  test("are offered by what is alike and of the same kind", () => {
    expect(suggestionsFor({ ...heard("foxy"), drew: "" }, KNOWN, "en")[0]?.words).toBe("fox");
    expect(suggestionsFor({ ...heard("foxy"), drew: "" }, KNOWN, "en", "woo")[0]?.words).toBe("forest");
    expect(suggestionsFor({ ...heard("狐"), drew: "" }, KNOWN, "zh")[0]?.words).toBe("狐狸");
  });

  test("end what is being written, and only at the end of a word", () => {
    expect(wordAt("a big ele", 9)).toBe("ele");
    expect(wordAt("a big ele", 7)).toBe("");
    expect(endingsOf("ele", KNOWN, "en").map((one) => one.words)).toEqual(["elephant"]);
    expect(endingsOf("e", KNOWN, "en")).toEqual([]);
    expect(endingsOf("狐", KNOWN, "zh").map((one) => one.words)).toEqual(["狐狸"]);
  });
});

describe("a draft", () => {
  beforeEach(() => useDraft.setState({ draft: EMPTY, sent: null, taken: 0 }));

  test("that comes from elsewhere is shown, and keeps what was not said", () => {
    takeUp({ prompt: "a fox", seconds: 8 });
    expect(useDraft.getState()).toMatchObject({ taken: 1, draft: { prompt: "a fox", seconds: 8, aspect: "16:9" } });
  });

  test("is ordered by one key until it is answered", () => {
    const key = keyOf("a fox");
    expect(keyOf("a fox")).toBe(key);
    expect(keyOf("a dog")).not.toBe(key);
    const again = keyOf("a fox");
    answered();
    expect(keyOf("a fox")).not.toBe(again);
  });

  test("has sides that are even, and finds its shape again", () => {
    expect(sizeOf("16:9", "480p")).toBe("854x480");
    expect(shapeOf("854x480")).toEqual({ aspect: "16:9", resolution: "480p" });
    expect(shapeOf("720x1280")).toEqual({ aspect: "9:16", resolution: "720p" });
  });

  test("says only what was chosen, and becomes a board of one card", () => {
    const draft = { ...EMPTY, prompt: " a fox ", seed: 3, seconds: 2 };
    expect(wishOf(draft)).toEqual({
      prompt: "a fox",
      size: "854x480",
      seconds: "2",
      n: 1,
      loop: false,
      seed: 3,
    });
    expect(timelineOf(draft)).toMatchObject({ frames: 48, seed: 3, cards: [{ kind: "text", text: "a fox" }] });
  });

  test("beyond a plan is told the nearest that is within", () => {
    const limits = { most_height_px: 720, most_seconds: 5, variations_at_once: null };
    expect(withinPlan({ ...EMPTY, resolution: "1080p", seconds: 20, variations: 4 }, limits)).toEqual({
      resolution: "720p",
      seconds: 5,
    });
  });
});

describe("the queue", () => {
  const job = (id: string, state: Job["state"] = "queued") => ({ clip: { id }, state }) as Job;
  const now: Activity = {
    jobs: [job("run", "running"), job("a"), job("b"), job("c"), job("old", "done")],
    paused: false,
  };
  const ids = (activity: Activity) => activity.jobs.map((one) => one.clip.id).join(" ");

  test("has what waits put before another, or last, and nothing else moved", () => {
    expect(ids(moved(now, "c", "a"))).toBe("run c a b old");
    expect(ids(moved(now, "a", null))).toBe("run b c a old");
    expect(ids(moved(now, "run", "c"))).toBe(ids(now));
  });

  test.each([
    ["b", "first", "a"],
    ["c", "up", "b"],
    ["a", "down", "c"],
    ["b", "down", null],
    ["a", "last", null],
    ["a", "up", undefined],
    ["c", "last", undefined],
  ] as const)("takes %s a step %s before %s", (id, step, before) => {
    expect(beforeOf(["a", "b", "c"], id, step)).toBe(before);
  });
});
