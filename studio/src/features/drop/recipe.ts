import type { CreateVideo, FileRead } from "@/api/client.ts";
import { shapeOf, type Draft, type Given } from "@/draft/draft.ts";

export type Recipe = NonNullable<FileRead["recipe"]>;

const LONGEST_HEADING = 80;

/** Its words as a heading: all of them where they are short. */
export function headingOf({ prompt }: Recipe): string {
  const words = prompt.replaceAll(/\s+/gu, " ").trim();
  return words.length > LONGEST_HEADING ? `${words.slice(0, LONGEST_HEADING).trimEnd()}…` : words;
}

/** The request that makes the same again; null where something is missing for it. */
export const wishOf = (recipe: Recipe): CreateVideo | null => recipe.wish as CreateVideo | null;

/** What of a recipe can be changed in the composer. */
export function draftOf(recipe: Recipe, styles: readonly string[]): Partial<Draft> {
  const wish = wishOf(recipe);
  const { style } = recipe;
  return {
    prompt: recipe.prompt,
    ...shapeOf(recipe.size),
    seconds: Math.round(recipe.seconds * 100) / 100,
    seed: recipe.seed,
    loop: recipe.loop,
    style: style !== null && styles.includes(style) ? style : null,
    model: recipe.model,
    variations: 1,
    characters: wish?.characters?.map((one) => one.id) ?? [],
    given: givenOf(recipe),
  };
}

/** The first frame, where the recipe begins with a picture that is here. */
function givenOf({ timeline }: Recipe): Given | null {
  const cards = timeline["cards"] as readonly { kind: string; file?: string; at_s?: number }[];
  const first = cards.find((card) => card.kind === "image" && (card.at_s ?? 0) === 0);
  if (first?.file?.startsWith("file_") !== true) return null;
  return { kind: "image", id: first.file, name: first.file, picture: `/api/uploads/${first.file}/content` };
}
