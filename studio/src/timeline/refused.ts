/** What cannot be on a timeline. `message` is in the words of the Python twin; `code` is for other languages; `card` is
 * the number of the card it is about, from 1, where it is about one. */
export class Impossible extends Error {
  override readonly name = "Impossible";

  constructor(
    readonly code: string,
    message: string,
    readonly card: number | null = null,
  ) {
    super(message);
  }
}
