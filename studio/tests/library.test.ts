import { describe, expect, it } from "vitest";

import type { Clip, Folder } from "../src/api/client.ts";
import { treeOf, withInside } from "../src/features/library/folderTree.ts";
import { addressOf, itemsOf, sameItems } from "../src/features/library/items.ts";
import { GAP_PX, justified, listed, neighbour } from "../src/features/library/layout.ts";
import { merged } from "../src/features/library/merge.ts";

const clip = (id: string, change: Partial<Clip> = {}): Clip =>
  ({ id, title: "", prompt: id, size: "640x360", batch_id: null, ...change }) as Clip;

const clips = (...ids: string[]) => ids.map((id) => clip(id));
const pages = (next: string | null, ...ids: string[]) => ({
  pages: [{ clips: clips(...ids), next }],
  pageParams: [""],
});
const shown = (data: ReturnType<typeof merged>) =>
  data.pages.flatMap((page) => page.clips.map(({ id }) => id)).join("");

describe("a shelf", () => {
  it("takes new clips at its head without losing those that were scrolled to", () => {
    const now = merged(pages("a", "d", "c", "b", "a"), { clips: clips("f", "e", "d"), next: "d" }, "", "newest");
    expect(shown(now)).toBe("fedcba");
    expect(now.pages[0]?.next).toBe("a");
  });

  it("loses what is gone in the part that was read again, and only there", () => {
    const now = merged(pages(null, "f", "e", "d", "c", "b"), { clips: clips("d", "b"), next: null }, "e", "newest");
    expect(shown(now)).toBe("fedb");
  });

  it("follows the order that the oldest come first", () => {
    const now = merged(pages("d", "a", "b", "c", "d"), { clips: clips("b", "d"), next: "d" }, "a", "oldest");
    expect(shown(now)).toBe("abd");
  });

  it("is the very same where nothing has changed, so that nothing is drawn again", () => {
    const before = pages("b", "c", "b");
    expect(merged(before, { clips: clips("c", "b"), next: "b" }, "", "newest")).toBe(before);
  });

  it("is empty when the last clip is gone", () => {
    expect(shown(merged(pages(null, "a"), { clips: [], next: null }, "", "newest"))).toBe("");
  });
});

describe("cards", () => {
  it("put takes of one request together, where the first of them is", () => {
    const made = [clip("c", { batch_id: "x" }), clip("b"), clip("a", { batch_id: "x" })];
    const items = itemsOf(made);
    expect(items.map((item) => item.clips.map(({ id }) => id).join(""))).toEqual(["ca", "b"]);
    expect(items[0] && addressOf(items[0])).toBe("/compare?ids=c,a");
    expect(items[1] && addressOf(items[1])).toBe("/clips/b");
  });

  it("stay the same objects while their clips do", () => {
    const made = clips("b", "a");
    const before = sameItems(itemsOf(made));
    expect(sameItems(itemsOf(made))).toEqual(before);
    expect(sameItems(itemsOf(made))[0]).toBe(before[0]);
  });
});

describe("the layout", () => {
  const many = itemsOf(
    Array.from({ length: 40 }, (_, n) => clip(`${n}`, { size: n % 3 === 0 ? "360x640" : "640x360" })),
  );

  it("fills every row but the last exactly, and shows every card once", () => {
    const { rows, boxes } = justified(many, 1160);
    for (const row of rows.slice(0, -1)) {
      const last = boxes[row.end - 1];
      expect((last?.left ?? 0) + (last?.width ?? 0)).toBe(1160);
    }
    expect(rows.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, n) => first + n))).toEqual(
      many.map((_, place) => place),
    );
  });

  it("puts rows below each other with one gap between", () => {
    const { rows, height } = justified(many, 1160);
    for (const [place, row] of rows.entries()) {
      const next = rows[place + 1];
      if (next !== undefined) expect(next.top).toBe(row.top + row.height + GAP_PX);
    }
    const last = rows.at(-1);
    expect(height).toBe((last?.top ?? 0) + (last?.height ?? 0));
  });

  it.each([320, 390, 768, 1160, 1900])("has no card that is too high or too low in %i pixels", (width) => {
    for (const { height } of justified(many, width).rows) {
      expect(height).toBeGreaterThan(80);
      expect(height).toBeLessThan(420);
    }
  });

  it("leads from a card to the one above and below it, and stops at the edges", () => {
    const layout = justified(many, 1160);
    const row = layout.rows[1];
    const at = row?.first ?? 0;
    expect(neighbour(layout, at, "up")).toBe(0);
    expect(layout.rows[2]?.first).toBe(neighbour(layout, at, "down"));
    expect(neighbour(layout, 0, "left")).toBe(0);
    expect(neighbour(layout, 0, "up")).toBe(0);
    expect(neighbour(layout, many.length - 1, "right")).toBe(many.length - 1);
    expect(neighbour(listed(many, 1160), 4, "down")).toBe(5);
  });
});

describe("folders", () => {
  const folder = (id: string, parent_id: string | null = null): Folder => ({ id, name: id, parent_id, created_at: 0 });
  const all = [folder("a"), folder("b", "a"), folder("c", "b"), folder("d"), folder("lost", "gone")];

  it("are a tree, of which closed ones hide what is inside", () => {
    const names = (closed: string[]) => treeOf(all, new Set(closed)).map((one) => `${one.depth}${one.folder.id}`);
    expect(names([])).toEqual(["0a", "1b", "2c", "0d", "0lost"]);
    expect(names(["a"])).toEqual(["0a", "0d", "0lost"]);
  });

  it("cannot be put into what they have inside", () => {
    expect([...withInside(all, "a")].sort()).toEqual(["a", "b", "c"]);
  });
});
