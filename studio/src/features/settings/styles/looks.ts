import type { Preset } from "@/api/client.ts";
import { lookOf, type Look } from "@/clips/styles.ts";

/** What is kept of a look: sides that are left open are left out. */
export const entriesOf = (look: Look): Preset["entries"] =>
  Object.fromEntries(Object.entries(lookOf(look)).filter(([, text]) => text !== ""));

/** Styles that come with the program are called by their names; kept ones have ids. */
export const isBuiltIn = (style: Preset): boolean => !style.id.startsWith("preset_");
