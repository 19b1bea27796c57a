import type { DragEvent } from "react";

import { DRAGGED, nameOf } from "@/clips/facts.ts";

import { meant } from "./chosen.ts";
import type { Item } from "./items.ts";

/** Clips are dragged as their ids, and as an address for other programs. The pointer carries a small sign. */
export function startDrag(item: Item, event: DragEvent): void {
  const ids = meant(item);
  event.dataTransfer.setData(DRAGGED, JSON.stringify(ids));
  event.dataTransfer.setData("text/uri-list", new URL(`/clips/${item.first.id}`, location.href).href);
  event.dataTransfer.effectAllowed = "copyMove";
  const sign = document.createElement("div");
  sign.className =
    "fixed -top-40 left-0 max-w-60 truncate rounded-full bg-moon px-4 py-1.5 text-base font-semibold text-on-moon";
  sign.textContent = ids.length > 1 ? String(ids.length) : nameOf(item.first);
  document.body.append(sign);
  event.dataTransfer.setDragImage(sign, 16, 16);
  setTimeout(() => sign.remove());
}
