/** Numbers, times and sizes as people write them in a language. */

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** Making one takes longer than using it, and a page of clips uses many. */
const kept = new Map<string, Intl.NumberFormat>();

function numbers(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${options.unit ?? ""} ${options.maximumFractionDigits ?? ""}`;
  const known = kept.get(key) ?? new Intl.NumberFormat(language, options);
  kept.set(key, known);
  return known;
}

/** `5 s`, `1 min 20 s`; in Chinese `5 秒`. */
export function seconds(value: number, language: string): string {
  const unit = (count: number, name: "second" | "minute", digits = 0) =>
    numbers(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits })
      .formatToParts(count)
      .map((part) => (part.value === "sec" ? "s" : part.value)) // as everywhere in film
      .join("");
  if (value < MINUTE_S) return unit(value, "second", value < 10 ? 1 : 0);
  const rest = Math.round(value % MINUTE_S);
  const whole = unit(Math.floor(value / MINUTE_S), "minute");
  return rest === 0 ? whole : `${whole} ${unit(rest, "second")}`;
}

/** `3 minutes ago`; of a moment in seconds since 1970. */
export function ago(moment: number, language: string, now: number = Date.now() / 1000): string {
  const passed = Math.max(0, now - moment);
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (passed < MINUTE_S) return format.format(0, "minute");
  if (passed < HOUR_S) return format.format(-Math.floor(passed / MINUTE_S), "minute");
  if (passed < DAY_S) return format.format(-Math.floor(passed / HOUR_S), "hour");
  if (passed < 30 * DAY_S) return format.format(-Math.floor(passed / DAY_S), "day");
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(moment * 1000);
}

/** Day and time of a moment in seconds since 1970. */
export function moment(value: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(value * 1000);
}

/** `4.2 MB`. */
export function bytes(value: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return numbers(language, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(value / 1000 ** step);
}

/** `1,204`. */
export const count = (value: number, language: string): string => numbers(language, {}).format(value);

/** `97%`, of 0 to 1. */
export const share = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value);
