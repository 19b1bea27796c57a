import type { Known } from "@/api/client.ts";

export interface Heard {
  text: string;
  slot: string;
  status: "known" | "replaced" | "unknown";
  drew: string;
}

/** What was heard, in the order of the words, and where each stands in them. */
export interface Place extends Heard {
  start: number;
  end: number;
}

/** What the server says it understood. */
export function heardOf(understanding: Record<string, unknown> | undefined): {
  language: string;
  heard: readonly Heard[];
} {
  const { language, heard } = (understanding ?? {}) as { language?: string; heard?: readonly Heard[] };
  return { language: language ?? "en", heard: heard ?? [] };
}

/** Where each word stands that is still there: while the server thinks, words may have been taken out or changed. */
export function placesOf(prompt: string, heard: readonly Heard[]): readonly Place[] {
  const lower = prompt.toLowerCase();
  const places: Place[] = [];
  let from = 0;
  for (const one of heard) {
    const text = one.text.toLowerCase();
    const after = lower.indexOf(text, from);
    const start = after === -1 ? lower.indexOf(text) : after;
    if (start === -1 || places.some((other) => other.start === start && other.end === start + text.length)) continue;
    places.push({ ...one, start, end: start + text.length });
    if (after !== -1) from = start + text.length;
  }
  return places;
}

const LEADING = /(?:^|\s)(?:an?|the|some)\s+$/iu;

/** The words without those of a place, and without an article or a comma that would stand alone. */
export function without(prompt: string, { start, end }: Pick<Place, "start" | "end">): string {
  const before = prompt.slice(0, start).replace(LEADING, " ");
  const after = prompt.slice(end);
  return `${before}${after}`
    .replace(/[ \t]{2,}/gu, " ")
    .replace(/\s+([,.;，。；])/gu, "$1")
    .replace(/([,，；;])(?:\s*[,，；;])+/gu, "$1")
    .replace(/^[\s,，。；;]+/u, "")
    .trimEnd();
}

/** The words with others at a place; `a` becomes `an` where that is said. */
export function instead(prompt: string, { start, end }: Pick<Place, "start" | "end">, words: string): string {
  const before = prompt.slice(0, start).replace(/(^|\s)(a)n?(\s+)$/iu, (_, gap: string, a: string, space: string) => {
    return `${gap}${a}${/^[aeiou]/iu.test(words) ? "n" : ""}${space}`;
  });
  return before + words + prompt.slice(end);
}

/** How alike two words are, 0 to 1: pairs of letters that both have (Dice). Single signs count by themselves. */
function alike(one: string, other: string): number {
  const pairs = (word: string) => {
    const signs = Array.from(word.toLowerCase());
    return new Set(signs.length < 2 ? signs : [...signs, ...signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)]);
  };
  const [a, b] = [pairs(one), pairs(other)];
  let both = 0;
  for (const pair of a) if (b.has(pair)) both += 1;
  return (2 * both) / Math.max(1, a.size + b.size);
}

export interface Suggestion {
  words: string;
  slot: Known["slot"];
}

const OF_SLOT = 0.35;

/** What is not known is most often somebody or something. */
const fits = (slot: string, wanted: string): boolean => slot === (wanted === "other" ? "subject" : wanted);

/** Words that are known and fit in place of others, best first: of the same kind, and alike. */
export function suggestionsFor(
  word: Pick<Heard, "text" | "slot" | "drew">,
  known: readonly Known[],
  language: "en" | "zh",
  typed = "",
  most = 10,
): readonly Suggestion[] {
  const wanted = (typed === "" ? word.text : typed).toLowerCase();
  const scored = known
    .filter((one) => one.value !== word.drew || typed !== "")
    .map((one) => {
      const names = one[language];
      const best = Math.max(...names.map((name) => alike(wanted, name) + (name.startsWith(wanted) ? 1 : 0)));
      return { words: names[0] ?? one.value, slot: one.slot, score: best + (fits(one.slot, word.slot) ? OF_SLOT : 0) };
    })
    .filter(({ score, words }) => words.toLowerCase() !== word.text.toLowerCase() && (typed === "" || score > 0.3));
  return scored.sort((a, b) => b.score - a.score).slice(0, most);
}

/** The name of what was drawn, in a language. */
export function nameOf(drew: string, slot: string, known: readonly Known[] | undefined, language: "en" | "zh"): string {
  const found = known?.find((one) => one.value === drew && (one.slot === slot || slot === "other"));
  return found?.[language][0] ?? drew.replaceAll("_", " ");
}

/** The word that is being written at the end of what stands before the cursor; empty where none is. */
export function wordAt(prompt: string, cursor: number): string {
  const found = /[\p{L}]+$/u.exec(prompt.slice(0, cursor))?.[0] ?? "";
  return /\p{L}/u.test(prompt.charAt(cursor)) ? "" : found;
}

/** Known words that begin as a word that is being written, shortest first. */
export function endingsOf(
  word: string,
  known: readonly Known[],
  language: "en" | "zh",
  most = 5,
): readonly Suggestion[] {
  const begun = word.toLowerCase();
  if (begun.length < (language === "zh" ? 1 : 2)) return [];
  const found = known.flatMap(({ slot, ...names }) =>
    names[language].filter((name) => name.startsWith(begun) && name !== begun).map((words) => ({ words, slot })),
  );
  const distinct = [...new Map(found.map((one) => [one.words, one])).values()];
  return distinct.sort((a, b) => a.words.length - b.words.length).slice(0, most);
}
