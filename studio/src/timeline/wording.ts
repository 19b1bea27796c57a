/** Values as Python writes them into messages, so that both languages refuse in the same words. */

/** `%g`: so many digits that count, without zeros at the end. */
export function general(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "0", power = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return trimmed(value.toFixed(digits - 1 - exponent));
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${trimmed(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
}

/** `repr` of a JSON value. */
export function repr(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([name, entry]) => `${quoted(name)}: ${repr(entry)}`)
      .join(", ")}}`;
  }
  return numeral(value as number);
}

/** A machine number as Python prints it where JSON gave it without a point. */
function numeral(value: number): string {
  return String(value)
    .replace("Infinity", "inf")
    .replace(/e([+-])(\d)$/, "e$10$2");
}

/** The first signs of a text, counted as Python counts them. */
export const first = (text: string, signs: number): string => Array.from(text).slice(0, signs).join("");

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = Array.from(text, (sign) => {
    if (sign === mark) return `\\${sign}`;
    const code = sign.codePointAt(0) ?? 0;
    return ESCAPES[sign] ?? (code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, "0")}` : sign);
  });
  return mark + inside.join("") + mark;
}

function trimmed(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
