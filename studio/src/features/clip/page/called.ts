import type { TFunction } from "i18next";

import type { Clip } from "@/api/client.ts";
import { nameOf } from "@/clips/facts.ts";

import { operationName } from "./operations.ts";

/** What a clip is called: its title, its words, or, where it has none, what was done to make it. */
export const calledBy = (clip: Pick<Clip, "title" | "prompt" | "operation">, t: TFunction<"clip">): string =>
  nameOf(clip) || operationName(clip.operation, t);
