import { asFloat, checkCard, FITS, type Card, type Fit } from "./cards.ts";
import type { Points } from "./curves.ts";
import { frameRate, parseSize, sizeText } from "./geometry.ts";
import { written } from "./fractions.ts";
import { Impossible } from "./refused.ts";
import { check, type Timeline } from "./timeline.ts";
import { first, general, repr } from "./wording.ts";

const FORMAT = "yozora-timeline/1";
const NEEDED = ["format", "size", "fps", "frames", "seed", "cards"] as const;
const KNOWN = [...NEEDED, "variations", "loop", "style", "characters"];
const LARGEST = 1e12;

type Entries = Readonly<Record<string, unknown>>;

const ENTRIES = {
  text: { needed: ["text"], all: ["text", "at_s", "until_s", "plan"] },
  image: { needed: ["file", "sha256"], all: ["file", "sha256", "at_s", "until_s", "strength", "fit"] },
  clip: {
    needed: ["file", "sha256", "start_s", "end_s"],
    all: ["file", "sha256", "start_s", "end_s", "at_s", "strength", "influence", "fit"],
  },
} as const;
const ALL = ["kind", ...new Set(Object.values(ENTRIES).flatMap((one) => [...one.all]))];

/** Plain JSON values; what has its default value is left out. `fromEntries` reads them back as they were. */
export function toEntries(line: Timeline): Record<string, unknown> {
  return {
    format: FORMAT,
    size: sizeText(line.size),
    fps: written(line.fps),
    frames: line.frames,
    seed: line.seed,
    cards: line.cards.map(stated),
    ...(line.variations === 1 ? {} : { variations: line.variations }),
    ...(line.loop ? { loop: true } : {}),
    ...(line.style === null ? {} : { style: line.style }),
    ...(line.characters.length === 0 ? {} : { characters: line.characters }),
  };
}

/** Read what `toEntries` wrote, or somebody edited. Cards get names for the page. Throws Impossible. */
export function fromEntries(value: unknown): Timeline {
  const given = mapping(value, KNOWN, "The timeline");
  if (given["format"] !== FORMAT) {
    const found = repr(given["format"]);
    throw new Impossible("format", `The timeline has format ${found}; this version reads ${repr(FORMAT)}.`);
  }
  const missing = NEEDED.find((name) => !(name in given));
  if (missing !== undefined) {
    throw new Impossible("missing", `The timeline has no ${missing}; it needs ${NEEDED.join(", ")}.`);
  }
  const style = given["style"] ?? null;
  const cards = listed(given["cards"], "cards of the timeline").map((card, place) => cardOf(card, place + 1));
  return check({
    cards,
    frames: whole(given["frames"], "frames of the timeline"),
    fps: frameRate(text(given["fps"], "fps of the timeline")),
    size: parseSize(text(given["size"], "size of the timeline")),
    seed: whole(given["seed"], "seed of the timeline"),
    variations: whole("variations" in given ? given["variations"] : 1, "variations of the timeline"),
    loop: truth("loop" in given ? given["loop"] : false, "loop of the timeline"),
    style: style === null ? null : (mapping(style, null, "The style") as Record<string, string>),
    characters: listed(given["characters"] ?? [], "characters of the timeline").map((one) =>
      mapping(one, null, "The character"),
    ),
  });
}

function stated(card: Card): Record<string, unknown> {
  if (card.kind === "text") {
    return {
      kind: "text",
      text: card.text,
      ...atOf(card),
      ...(card.until === null ? {} : { until_s: card.until }),
      ...(card.plan === null ? {} : { plan: card.plan }),
    };
  }
  const look = {
    ...(card.strength === 1 ? {} : { strength: card.strength }),
    ...(card.kind === "clip" && card.influence.length > 0 ? { influence: card.influence } : {}),
    ...(card.fit === "crop" ? {} : { fit: card.fit }),
  };
  const file = { kind: card.kind, file: card.file, sha256: card.sha256 };
  return card.kind === "image"
    ? { ...file, ...atOf(card), ...(card.until === null ? {} : { until_s: card.until }), ...look }
    : { ...file, start_s: card.start, end_s: card.end, ...atOf(card), ...look };
}

const atOf = (card: Card) => (card.at === 0 ? {} : { at_s: card.at });

function cardOf(value: unknown, number: number): Card {
  const where = `card ${number}`;
  const { kind, ...given } = mapping(value, ALL, where);
  if (kind !== "text" && kind !== "image" && kind !== "clip") {
    throw new Impossible("kind", `${where} has kind ${repr(kind)}; expected one of text, image, clip.`, number);
  }
  mapping(given, ENTRIES[kind].all, where);
  const missing = ENTRIES[kind].needed.find((name) => !(name in given));
  if (missing !== undefined) {
    throw new Impossible("missing", `${where} has no ${missing}. A card of kind ${kind} needs it.`, number);
  }
  // Entries are read in the order in which they were written, so that the first one that is wrong is the one told.
  const read = Object.fromEntries(
    Object.entries(given).map(([name, entry]) => [name, valueOf(name, entry, `${name} of ${where}`)]),
  );
  const { at_s: at = 0, until_s: until = null, strength = 1, fit = "crop" } = read;
  const place = { id: `c${number}`, at: at as number };
  if (kind === "text") {
    const { text: words, plan = null } = read;
    return { kind, ...place, text: words as string, until: until as number | null, plan: plan as Entries | null };
  }
  const file = { file: read["file"] as string, sha256: read["sha256"] as string };
  const look = { strength: strength as number, fit: fit as Fit };
  if (kind === "image") return checkCard({ kind, ...place, ...file, until: until as number | null, ...look }, number);
  const { start_s: start, end_s: end, influence = [] } = read;
  const part = { start: start as number, end: end as number, influence: influence as Points };
  return checkCard({ kind, ...place, ...file, ...part, ...look }, number);
}

function valueOf(name: string, value: unknown, where: string): unknown {
  switch (name) {
    case "text":
    case "file":
    case "sha256":
      return text(value, where);
    case "plan":
      return value === null ? null : mapping(value, isEntries(value) ? null : [], where);
    case "fit":
      if (!FITS.includes(value as Fit)) throw wrong(value, where, `one of ${FITS.join(", ")}`);
      return value;
    case "influence":
      return points(value, where);
    case "until_s":
      return value === null ? null : number(value, where);
    default:
      return number(value, where);
  }
}

function points(value: unknown, where: string): Points {
  const pairs = listed(value, where).map((point) => listed(point, where));
  if (pairs.some((pair) => pair.length !== 2)) {
    const got = first(repr(value), 60);
    throw new Impossible("curve", `${where} is ${got}; expected points such as [[0, 0], [2, 1]].`);
  }
  return pairs.map((pair) => [number(pair[0], where), number(pair[1], where)] as const);
}

const isEntries = (value: unknown): value is Entries =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (value: unknown, where: string, expected: string): Impossible =>
  new Impossible("entry", `${where} is ${first(repr(value), 60)}; expected ${expected}.`);

function mapping(value: unknown, known: readonly string[] | null, where: string): Entries {
  if (!isEntries(value)) {
    throw wrong(value, where, known === null ? "entries" : `entries such as ${known.join(", ")}`);
  }
  const strange = known === null ? undefined : Object.keys(value).find((name) => !known.includes(name));
  if (strange !== undefined && known !== null) {
    throw new Impossible("entry", `${where} has an unknown entry ${repr(strange)}; known: ${known.join(", ")}.`);
  }
  return value;
}

function listed(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(value, where, "a list");
  return value as unknown[];
}

function text(value: unknown, where: string): string {
  if (typeof value !== "string") throw wrong(value, where, "text");
  return value;
}

function number(value: unknown, where: string): number {
  if (typeof value !== "number" || Number.isNaN(value)) throw wrong(value, where, "a number");
  if (Math.abs(value) > LARGEST && Math.abs(value) !== Infinity) {
    throw wrong(asFloat(value), where, `a number of at most ${general(LARGEST)}`);
  }
  return value;
}

function whole(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrong(value, where, "a whole number");
  return value;
}

function truth(value: unknown, where: string): boolean {
  if (typeof value !== "boolean") throw wrong(value, where, "true or false");
  return value;
}
