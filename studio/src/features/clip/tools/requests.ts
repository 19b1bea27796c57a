import { api, body, type ChangeVideo, type ClipDetail, type CreateVideo, type ExtendVideo } from "@/api/client.ts";

import { againOf } from "./again.ts";

type Asked = Readonly<Record<string, unknown>>;

/** The request that makes a clip again, and what makes it. */
export interface Request {
  path: string;
  said: Asked;
  send: () => Promise<{ id: string }>;
}

/** The request a clip came from, with the seed that was drawn, for one take. Null where files were sent along that
 * nobody has any more. */
export function requestOf(clip: ClipDetail): Request | null {
  const create = againOf(clip);
  if (create !== null) return { path: "/v1/videos", said: create, send: () => created(create) };
  const said: Asked = { ...clip.asked, seed: clip.seed, n: 1 };
  if (clip.operation === "remix") {
    const { video, ...rest } = said;
    const id = idOf(video);
    const { prompt } = rest;
    if (id === null || typeof prompt !== "string") return null;
    const params = { path: { video_id: id } };
    const wish = { ...rest, prompt };
    const send = () => body(api.POST("/v1/videos/{video_id}/remix", { params, body: wish }));
    return { path: `/v1/videos/${id}/remix`, said: wish, send };
  }
  if (idOf(said["video"]) === null || ("other" in said && idOf(said["other"]) === null)) return null;
  if (clip.operation === "extend") {
    const send = () => body(api.POST("/v1/videos/extensions", { body: said as ExtendVideo }));
    return { path: "/v1/videos/extensions", said, send };
  }
  if (typeof said["operation"] !== "string") return null;
  const send = () => body(api.POST("/v1/videos/changes", { body: said as ChangeVideo }));
  return { path: "/v1/videos/changes", said, send };
}

const created = (wish: CreateVideo) => body(api.POST("/v1/videos", { body: wish }));

/** The id of a clip that was named; a file that was sent along has none. */
function idOf(video: unknown): string | null {
  if (typeof video === "string") return video;
  if (typeof video !== "object" || video === null || !("id" in video)) return null;
  return typeof video.id === "string" ? video.id : null;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same for a terminal, by the HTTP API. */
export function curlOf(request: Request): string {
  return [
    `curl ${location.origin}${request.path}`,
    '  -H "Authorization: Bearer $YOZORA_KEY"',
    '  -H "Content-Type: application/json"',
    `  -d ${quoted(JSON.stringify(request.said))}`,
  ].join(" \\\n");
}

const FLAGS: Readonly<Record<string, string>> = {
  steps: "--steps",
  guidance: "--guidance",
  negative: "--negative",
  guide: "--guide",
};

/** The same for a terminal, by the program: in full for words alone, else by the recipe inside the file. */
export function commandOf(clip: ClipDetail): string {
  const recipe = clip.recipe as {
    engine?: { name?: string; options?: Asked };
    timeline?: { cards?: unknown[]; fps?: string };
  } | null;
  const words = recipe?.timeline?.cards?.every((card) => (card as { kind?: string }).kind === "text") === true;
  if (clip.operation !== "create" || !words || clip.asked["characters"] !== undefined) {
    return `yozora rerun ${clip.id}.mp4 --out again.mp4`;
  }
  const options = Object.entries(recipe.engine?.options ?? {}).flatMap(([name, value]) => {
    const flag = FLAGS[name];
    return flag === undefined ? [] : [`${flag} ${typeof value === "number" ? value : quoted(String(value))}`];
  });
  const style = clip.asked["style"];
  return [
    `yozora create ${quoted(clip.prompt)}`,
    `--seconds ${Math.round(clip.seconds * 1e4) / 1e4}`,
    `--size ${clip.size}`,
    `--fps ${recipe.timeline?.fps ?? clip.fps}`,
    `--seed ${clip.seed}`,
    ...(typeof style === "string" ? [`--style ${quoted(style)}`] : []),
    ...(recipe.engine?.name === undefined ? [] : [`--engine ${recipe.engine.name}`]),
    ...options,
    ...(clip.asked["loop"] === true ? ["--loop"] : []),
    "--out clip.mp4",
  ].join(" ");
}
