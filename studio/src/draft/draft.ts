import { create } from "zustand";
import { persist } from "zustand/middleware";

import type { CreateVideo, ExtendVideo } from "@/api/client.ts";

export type Aspect = "16:9" | "9:16" | "1:1" | "4:3" | "3:4" | "21:9";
export type Resolution = "240p" | "360p" | "480p" | "720p" | "1080p";

/** A picture or a clip that a new clip begins from. */
export interface Given {
  kind: "image" | "clip";
  /** Of an upload, `file_...`, or a clip, `video_...`. */
  id: string;
  name: string;
  /** The address of a picture of it. */
  picture: string | null;
}

export interface Draft {
  prompt: string;
  aspect: Aspect;
  resolution: Resolution;
  seconds: number;
  /** How many takes, 1 to 4. */
  variations: number;
  /** The name of a style; null for none. */
  style: string | null;
  /** The name of a model, as /v1/models has it; null for the usual one. */
  model: string | null;
  /** Null draws a new one each time. */
  seed: number | null;
  given: Given | null;
  /** Ids of characters that are in it. */
  characters: readonly string[];
  /** The whole clip ends as it begins. */
  loop: boolean;
}

export const EMPTY: Draft = {
  prompt: "",
  aspect: "16:9",
  resolution: "480p",
  seconds: 5,
  variations: 1,
  style: null,
  model: null,
  seed: null,
  given: null,
  characters: [],
  loop: false,
};

interface Desk {
  draft: Draft;
  /** What an order was last sent with that has had no answer yet, so that the same one again makes nothing twice. */
  sent: { order: string; key: string } | null;
  /** Goes up each time a draft comes from elsewhere on the page, so that the composer shows itself. */
  taken: number;
  change: (change: Partial<Draft>) => void;
}

/** What is being written in the composer. It outlives a reload; any part of the page may put something into it. */
export const useDraft = create<Desk>()(
  persist(
    (set) => ({
      draft: EMPTY,
      sent: null,
      taken: 0,
      change: (change) => set((now) => ({ draft: { ...now.draft, ...change } })),
    }),
    {
      name: "yozora.draft",
      partialize: ({ draft, sent }) => ({ draft, sent }),
      // A draft of last year may lack what has been added since.
      merge: (kept, now) => {
        const { draft, sent } = (kept ?? {}) as Partial<Desk>;
        return { ...now, sent: sent ?? null, draft: { ...EMPTY, ...draft } };
      },
    },
  ),
);

/** Put something into the composer and go to it: the words of a clip, the recipe of a file, a thing to try. */
export function takeUp(change: Partial<Draft>): void {
  useDraft.setState((now) => ({ draft: { ...now.draft, ...change }, taken: now.taken + 1 }));
}

/** The key of an order: the same for the same order until it is answered, so that a second click, or a page that was
 * loaded again while the answer was on its way, makes nothing twice. */
export function keyOf(order: string): string {
  const { sent } = useDraft.getState();
  if (sent?.order === order) return sent.key;
  const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
  useDraft.setState({ sent: { order, key } });
  return key;
}

/** The order was answered: the same again is another one. */
export function answered(): void {
  useDraft.setState({ sent: null });
}

const MOST_SEED = 2 ** 32;

/** A seed by chance. */
export const anySeed = (): number => Math.floor(Math.random() * MOST_SEED);

export const ASPECTS: readonly Aspect[] = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9"];
export const RESOLUTIONS: readonly Resolution[] = ["240p", "360p", "480p", "720p", "1080p"];

/** The ratio and the lines that are nearest to a size such as `1280x720`. */
export function shapeOf(size: string): Pick<Draft, "aspect" | "resolution"> {
  const [wide = 16, high = 9] = size.split("x").map(Number);
  const away = (aspect: Aspect) => {
    const [w = 1, h = 1] = aspect.split(":").map(Number);
    return Math.abs(Math.log(w / h / (wide / high)));
  };
  const short = Math.min(wide, high);
  const off = (resolution: Resolution) => Math.abs(SHORT_SIDE_PX[resolution] - short);
  return {
    aspect: ASPECTS.reduce((best, one) => (away(one) < away(best) ? one : best)),
    resolution: RESOLUTIONS.reduce((best, one) => (off(one) < off(best) ? one : best)),
  };
}

const SHORT_SIDE_PX: Record<Resolution, number> = { "240p": 240, "360p": 360, "480p": 480, "720p": 720, "1080p": 1080 };

/** WIDTHxHEIGHT of an aspect ratio whose shorter side has so many lines; both even, as video must be. */
export function sizeOf(aspect: Aspect, resolution: Resolution): string {
  const [wide, high] = aspect.split(":").map(Number) as [number, number];
  const short = SHORT_SIDE_PX[resolution];
  const even = (side: number) => 2 * Math.round(side / 2);
  return wide >= high ? `${even((short * wide) / high)}x${short}` : `${short}x${even((short * high) / wide)}`;
}

/** The highest resolution whose shorter side has at most so many pixels. */
export function resolutionWithin(mostPx: number): Resolution {
  return RESOLUTIONS.findLast((one) => SHORT_SIDE_PX[one] <= mostPx) ?? "240p";
}

/** What the server is asked for, for a clip of words or of a picture. */
export function wishOf(draft: Draft): CreateVideo {
  return {
    prompt: draft.prompt.trim(),
    size: sizeOf(draft.aspect, draft.resolution),
    seconds: String(draft.seconds),
    n: draft.variations,
    loop: draft.loop,
    ...(draft.style === null ? {} : { style: draft.style }),
    ...(draft.model === null ? {} : { model: draft.model }),
    ...(draft.seed === null ? {} : { seed: draft.seed }),
    ...(draft.characters.length === 0 ? {} : { characters: draft.characters.map((id) => ({ id })) }),
    ...(draft.given?.kind === "image" ? { input_reference: { file_id: draft.given.id } } : {}),
  };
}

/** What the server is asked for where the draft goes on after a clip. */
export function moreOf(draft: Draft, clip: string): ExtendVideo {
  return {
    prompt: draft.prompt.trim(),
    video: { id: clip },
    seconds: String(draft.seconds),
    before: false,
    n: draft.variations,
    ...(draft.style === null ? {} : { style: draft.style }),
    ...(draft.model === null ? {} : { model: draft.model }),
    ...(draft.seed === null ? {} : { seed: draft.seed }),
  };
}

const FPS = 24;

/** The draft as a storyboard: one card of words. */
export function timelineOf(draft: Draft): Record<string, unknown> {
  const text = draft.prompt.trim();
  return {
    format: "yozora-timeline/1",
    size: sizeOf(draft.aspect, draft.resolution),
    fps: String(FPS),
    frames: Math.max(1, Math.round(draft.seconds * FPS)),
    seed: draft.seed ?? anySeed(),
    cards: text === "" ? [] : [{ kind: "text", text }],
    ...(draft.loop ? { loop: true } : {}),
  };
}
