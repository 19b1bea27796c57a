/** A recipe as a page shows it. It comes as JSON of a form that the server has checked; what is not there is left out. */

export interface Heard {
  text: string;
  status: "known" | "replaced" | "unknown";
  drew: string | null;
}

export interface CardLine {
  kind: "text" | "image" | "clip";
  words: string;
  from_s: number;
  until_s: number | null;
  strength: number | null;
}

export interface ReadRecipe {
  heard: readonly Heard[];
  cards: readonly CardLine[];
  engine: string;
  version: string;
  options: readonly (readonly [string, string])[];
  style: readonly (readonly [string, string])[];
  parents: readonly { file: string; sha256: string }[];
}

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const lines = (value: unknown): [string, string][] =>
  Object.entries(object(value)).map(([name, one]) => [name, typeof one === "string" ? one : JSON.stringify(one)]);

const STATUSES = ["known", "replaced", "unknown"] as const;
const KINDS = ["text", "image", "clip"] as const;

export function readRecipe(recipe: Readonly<Record<string, unknown>>): ReadRecipe {
  const timeline = object(recipe["timeline"]);
  const engine = object(recipe["engine"]);
  return {
    heard: list(object(recipe["understanding"])["heard"]).map((one) => {
      const { text: words, status, drew } = object(one);
      return {
        text: text(words),
        status: STATUSES.find((known) => known === status) ?? "unknown",
        drew: typeof drew === "string" ? drew : null,
      };
    }),
    cards: list(timeline["cards"]).map(cardOf),
    engine: text(engine["name"]),
    version: text(engine["version"]),
    options: lines(engine["options"]),
    style: lines(timeline["style"]).filter(([, value]) => value !== ""),
    parents: list(recipe["parents"]).map((one) => ({
      file: text(object(one)["file"]),
      sha256: text(object(one)["sha256"]),
    })),
  };
}

function cardOf(value: unknown): CardLine {
  const card = object(value);
  const from_s = number(card["at_s"]) ?? 0;
  const shown_s = (number(card["end_s"]) ?? 0) - (number(card["start_s"]) ?? 0);
  return {
    kind: KINDS.find((one) => one === card["kind"]) ?? "text",
    words: text(card["text"]) || text(card["file"]),
    from_s,
    until_s: number(card["until_s"]) ?? (card["kind"] === "clip" ? from_s + shown_s : null),
    strength: number(card["strength"]),
  };
}
