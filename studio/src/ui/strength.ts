/** The server's rule for a new password. */
export const FEWEST_CHARACTERS = 10;
const MOST_CHARACTERS = 1024;
const LONG = 15;

export type Strength = "short" | "simple" | "fine" | "strong" | "long";

/** Characters as the server counts them. */
export const lengthOf = (password: string): number => Array.from(password.normalize("NFKC")).length;

/** How hard a password is to guess, roughly: what counts is its length, unless it repeats itself. */
export function strengthOf(password: string): Strength {
  const length = lengthOf(password);
  if (length > MOST_CHARACTERS) return "long";
  if (length < FEWEST_CHARACTERS) return "short";
  if (new Set(password.toLowerCase()).size < 6 || /^(?:\d+|.*(?:password|12345|qwert|yozora).*)$/i.test(password)) {
    return "simple";
  }
  return length >= LONG ? "strong" : "fine";
}
