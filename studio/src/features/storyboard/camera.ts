/** Camera moves that the director understands, and how they are said in a prompt; the words of the prompt, not of the
 * page, say in which language. */
export const MOVES = [
  "static",
  "pan_left",
  "pan_right",
  "dolly_in",
  "dolly_out",
  "follow",
  "orbit",
  "crane_up",
] as const;
export type Move = (typeof MOVES)[number];

const SAID: Readonly<Record<"en" | "zh", Readonly<Record<Move, string>>>> = {
  en: {
    static: "static camera",
    pan_left: "camera pans left",
    pan_right: "camera pans right",
    dolly_in: "camera pushes in",
    dolly_out: "camera pulls back",
    follow: "camera follows",
    orbit: "camera orbits",
    crane_up: "camera rises",
  },
  zh: {
    static: "固定镜头",
    pan_left: "镜头左摇",
    pan_right: "镜头右摇",
    dolly_in: "镜头推近",
    dolly_out: "镜头拉远",
    follow: "镜头跟随",
    orbit: "镜头环绕",
    crane_up: "镜头上升",
  },
};

interface Heard {
  text: string;
  slot: string;
  drew: string;
}

/** The move that the words ask for already. */
export const moveIn = (heard: readonly Heard[]): Move | null =>
  MOVES.find((move) => heard.some((one) => one.slot === "camera" && one.drew === move)) ?? null;

/** The words with another camera move; the same one again takes it away. */
export function withMove(text: string, move: Move, heard: readonly Heard[]): string {
  const now = heard.filter((one) => one.slot === "camera" && (MOVES as readonly string[]).includes(one.drew));
  const rest = now.reduce((words, one) => without(words, one.text), text).trim();
  if (now.some((one) => one.drew === move)) return rest;
  const isChinese = /\p{Script=Han}/u.test(text);
  const words = SAID[isChinese ? "zh" : "en"][move];
  if (rest === "") return words;
  return `${rest.replace(/[,，.。;；\s]+$/u, "")}${isChinese ? "，" : ", "}${words}`;
}

function without(text: string, phrase: string): string {
  const place = text.toLowerCase().indexOf(phrase.toLowerCase());
  if (place === -1) return text;
  const before = text.slice(0, place).replace(/[,，;；]?\s*(?:the\s)?(?:camera\s)?$/iu, "");
  return before + text.slice(place + phrase.length).replace(/^\s+(?=[,.，。;；])/u, "");
}
