import i18next from "i18next";
import { beforeAll, describe, expect, test, vi } from "vitest";

import { Refused } from "@/api/errors.ts";
import { foundIn, type Decision } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { errorOf } from "@/clips/failed.ts";
import { cardSaying } from "@/features/storyboard/wish.ts";
import { nextSpan, partsOf, spansOf } from "@/safety/marking.ts";
import { fromEntries } from "@/timeline/json.ts";
import { words as english } from "@/words/en/index.ts";
import { words as chinese } from "@/words/zh/index.ts";

vi.hoisted(() => vi.stubGlobal("location", { origin: "http://localhost" }));
const { stateOf } = await import("@/safety/decisions.ts");

const REFUSAL = {
  stage: "prompt",
  category: "violence",
  words: ["gore"],
  frame: null,
  decision: "decision_1",
} as const;
const found = (change: Partial<Decision>) => foundIn({ ...REFUSAL, words: ["gore"], ...change });

beforeAll(async () => {
  await i18next.init({ lng: "en", resources: { en: english, zh: chinese }, interpolation: { escapeValue: false } });
});

describe("words that were refused", () => {
  test("are found however they are capitalised, in their order, and once where one lies in another", () => {
    expect(spansOf("Gore and blood, GORE", ["gore", "blood"])).toEqual([
      [0, 4],
      [9, 14],
      [16, 20],
    ]);
    expect(spansOf("graphic gore", ["gore", "graphic gore", ""])).toEqual([[0, 12]]);
    expect(spansOf("血腥的场面", ["血腥"])).toEqual([[0, 2]]);
    expect(spansOf("İ saw gore", ["gore"])).toEqual([[6, 10]]);
    expect(spansOf("a fox", ["gore"])).toEqual([]);
  });

  test("are marked in a text of which nothing is lost", () => {
    expect(partsOf("a gore b", ["gore"])).toEqual([
      { text: "a ", marked: false },
      { text: "gore", marked: true },
      { text: " b", marked: false },
    ]);
    const text = "血腥画面";
    const parts = partsOf(text, ["血腥画", "腥画面"]);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts.every((part) => part.marked)).toBe(true);
  });

  test("are marked where they stand whole, and not inside of other words", () => {
    expect(spansOf("this man is a human, his", ["is", "man"])).toEqual([
      [5, 8],
      [9, 11],
    ]);
    expect(spansOf("一个裸体女人", ["女人"])).toEqual([[4, 6]]);
  });

  test("are gone to one after the other, and then again from the first", () => {
    const text = "gore and blood";
    const words = ["gore", "blood"];
    expect(nextSpan(text, words, [14, 14])).toEqual([0, 4]);
    expect(nextSpan(text, words, [0, 4])).toEqual([9, 14]);
    expect(nextSpan(text, words, [9, 14])).toEqual([0, 4]);
    expect(nextSpan("a fox", words, [0, 0])).toBeNull();
  });

  test("lead to the card of a board that says them", () => {
    const cards = [
      { kind: "text", text: "a fox", until_s: 1 },
      { kind: "text", text: "then GORE", at_s: 2 },
    ];
    const line = fromEntries({ format: "yozora-timeline/1", size: "256x144", fps: "12", frames: 36, seed: 1, cards });
    expect(cardSaying(["gore"], line)).toBe(line.cards[1]?.id);
    expect(cardSaying(["blood"], line)).toBeNull();
  });
});

describe("a refusal", () => {
  test("says its category, and its words or its frame as people count them", () => {
    expect(found({})).toBe("Found violence in “gore”.");
    expect(found({ words: ["a", "b", "c", "d", "e"] })).toBe("Found violence in “a”, “b”, “c” and 2 more.");
    expect(found({ stage: "frames", words: [], frame: 7 })).toBe("Found violence in frame 8.");
    expect(found({ stage: "upload", words: [], frame: 0 })).toBe("Found violence.");
  });

  test("is said in the person's language, also where there is no room for buttons", async () => {
    const error = new Refused({
      message: "no",
      status: 400,
      code: "",
      param: null,
      retryAfterS: null,
      refusal: { ...REFUSAL, words: ["gore"] },
    });
    expect(said(error)).toContain("These words were refused. Found violence in “gore”.");
    await i18next.changeLanguage("zh");
    expect(said(error)).toContain("这段文字被拒绝。在“gore”中发现：暴力。");
    await i18next.changeLanguage("en");
  });

  test("is read from an answer and from a clip, and is none where something else is wrong", async () => {
    const error = { message: "no", code: "moderation_blocked", refusal: REFUSAL };
    expect((await Refused.from(new Response(JSON.stringify({ error }), { status: 400 }))).refusal).toEqual(REFUSAL);
    expect(errorOf({ error })?.refusal).toEqual(REFUSAL);
    expect(errorOf({ error: { message: "lost", code: "worker_lost" } })?.refusal).toBeNull();
    expect(errorOf({ error: null })).toBeNull();
  });

  test("becomes an appeal, and that is granted or denied", () => {
    expect(stateOf({ appealed_at: null, granted: null })).toBe("refused");
    expect(stateOf({ appealed_at: 1, granted: null })).toBe("appealed");
    expect(stateOf({ appealed_at: 1, granted: true })).toBe("granted");
    expect(stateOf({ appealed_at: 1, granted: false })).toBe("denied");
  });
});
