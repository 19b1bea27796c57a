/** Exact numbers: frame rates such as 24000/1001, and moments as the decimals they are written in. */

export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** A fraction in lowest terms; the sign is above. */
export function fraction(over: bigint, under: bigint = 1n): Fraction {
  const sign = under < 0n ? -1n : 1n;
  const common = greatest(over < 0n ? -over : over, under < 0n ? -under : under);
  return { over: (sign * over) / common, under: (sign * under) / common };
}

export const times = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.over, one.under * other.under);

export const minus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.under - other.over * one.under, one.under * other.under);

/** Whether one is less than the other. */
export const less = (one: Fraction, other: Fraction): boolean => one.over * other.under < other.over * one.under;

/** The nearest machine number. */
export const toNumber = (value: Fraction): number => Number(value.over) / Number(value.under);

/** A finite machine number as the shortest decimal that stands for it, which is what both languages write. */
export function decimal(value: number): Fraction {
  const [digits = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", after = ""] = digits.split(".");
  const power = Number(exponent) - after.length;
  const all = BigInt(whole + after);
  return power >= 0 ? fraction(all * 10n ** BigInt(power)) : fraction(all, 10n ** BigInt(-power));
}

/** The nearest whole number; in the middle, the even one, as Python rounds. */
export function rounded(value: Fraction): number {
  const twice = 2n * value.over;
  let whole = value.over / value.under;
  if (value.over < 0n && whole * value.under !== value.over) whole -= 1n;
  const middle = (2n * whole + 1n) * value.under;
  const up = twice > middle || (twice === middle && whole % 2n !== 0n);
  return Number(up ? whole + 1n : whole);
}

/** The text of a fraction: `24`, or `24000/1001`. */
export const written = (value: Fraction): string =>
  value.under === 1n ? String(value.over) : `${String(value.over)}/${String(value.under)}`;

function greatest(one: bigint, other: bigint): bigint {
  return other === 0n ? (one === 0n ? 1n : one) : greatest(other, one % other);
}
