/** From and up to, without, which letter. */
export type Span = readonly [number, number];

/** Where words stand whole in a text, in their order and without those that lie in others; however they are
 *  capitalised. */
export function spansOf(text: string, words: readonly string[]): readonly Span[] {
  const low = text.toLowerCase();
  const isSameLength = low.length === text.length; // of some letters the small one is longer
  const found = words.flatMap((word) =>
    isSameLength ? placesOf(low, word.toLowerCase().trim()) : placesOf(text, word.trim()),
  );
  found.sort(([one, end], [other, otherEnd]) => one - other || otherEnd - end);
  return found.filter(([, end], place) => found.slice(0, place).every(([, before]) => before < end));
}

const INSIDE = /^[a-z]{2}$/i; // Chinese words stand next to each other

function placesOf(text: string, word: string): Span[] {
  const found: Span[] = [];
  if (word === "") return found;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    const isWhole =
      !INSIDE.test(text.slice(Math.max(0, at - 1), at + 1)) &&
      !INSIDE.test(text.slice(at + word.length - 1, at + word.length + 1));
    if (isWhole) found.push([at, at + word.length]);
  }
  return found;
}

/** A text in parts, of which some are the words. */
export function partsOf(text: string, words: readonly string[]): readonly { text: string; marked: boolean }[] {
  const parts: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [start, end] of spansOf(text, words)) {
    const from = Math.max(at, start);
    if (from > at) parts.push({ text: text.slice(at, from), marked: false });
    parts.push({ text: text.slice(from, end), marked: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), marked: false });
  return parts;
}

/** The words that come after those that are marked now, or else the first. */
export function nextSpan(text: string, words: readonly string[], [from, until]: Span): Span | null {
  const spans = spansOf(text, words);
  const now = spans.findIndex(([start, end]) => start === from && end === until);
  return spans[now + 1] ?? spans[0] ?? null;
}

type Field = HTMLInputElement | HTMLTextAreaElement;
const FIELDS = "textarea, input[type=text], input:not([type])";

export const hasFields = (within: Element): boolean => within.querySelector(FIELDS) !== null;

/** Go to the words in the fields of a part of the page and mark them; where they do not stand, to the first field. */
export function markWords(within: Element, words: readonly string[]): void {
  const fields = [...within.querySelectorAll<Field>(FIELDS)];
  const field = fields.find((one) => spansOf(one.value, words).length > 0) ?? fields[0];
  if (field !== undefined) markIn(field, words);
}

/** Go to a field and mark the words in it. */
export function markIn(field: Field, words: readonly string[]): void {
  const marked: Span = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  const span = nextSpan(field.value, words, marked) ?? [field.value.length, field.value.length];
  field.setSelectionRange(...span);
  field.blur();
  field.focus(); // only then is what is marked brought into sight
  field.scrollIntoView({ block: "nearest" }); // from below the head of the page, too
}
