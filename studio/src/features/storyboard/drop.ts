import { useEffect, useState, type RefObject } from "react";

import { DRAGGED, draggedClips } from "@/clips/facts.ts";

import type { Actions } from "./actions.ts";
import type { Geometry } from "./drag.ts";
import { DRAGGED_UPLOAD } from "./dragged.ts";

const TAKEN = [DRAGGED, DRAGGED_UPLOAD, "Files"];

/** Clips, uploads and files that are dropped on the line of time become cards there. Says whether some are over it. */
export function useDrop(place: RefObject<HTMLElement | null>, geometry: Geometry, actions: Actions): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const stop = new AbortController();
    const on = (kind: "dragover" | "dragleave" | "drop", then: (event: DragEvent, data: DataTransfer) => void) => {
      const hear = (event: DragEvent) => event.dataTransfer !== null && then(event, event.dataTransfer);
      element.addEventListener(kind, hear, { signal: stop.signal });
    };
    const leave = () => {
      setOver(false);
      geometry.showGuide(null);
    };
    on("dragleave", leave);
    on("dragover", (event, data) => {
      if (!data.types.some((type) => TAKEN.includes(type))) return;
      event.preventDefault();
      data.dropEffect = "copy";
      setOver(true);
      geometry.showGuide(geometry.frameUnder(event.clientX));
    });
    on("drop", (event, data) => {
      event.preventDefault();
      event.stopPropagation();
      leave();
      const at = geometry.frameUnder(event.clientX);
      const upload = data.getData(DRAGGED_UPLOAD);
      if (data.files.length > 0) void actions.addFiles([...data.files], at);
      else if (upload !== "") actions.add(JSON.parse(upload) as Parameters<Actions["add"]>[0], at);
      else for (const id of draggedClips(data)) void actions.addClipById(id, at);
    });
    return () => stop.abort();
  }, [place, geometry, actions]);
  return isOver;
}
