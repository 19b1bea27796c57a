import createClient, { type Middleware } from "openapi-fetch";

import { Refused, Unreachable } from "./errors.ts";
import type { components, paths } from "./schema.ts";

type Schemas = components["schemas"];
export type Clip = Schemas["ClipShape"];
export type ClipDetail = Schemas["ClipDetail"];
export type Job = Schemas["JobShape"];
export type Activity = Schemas["Activity"];
export type Folder = Schemas["FolderShape"];
export type Project = Schemas["ProjectShape"];
export type Board = Schemas["BoardShape"];
export type Preset = Schemas["PresetShape"];
export type Upload = Schemas["UploadShape"];
export type Character = Schemas["Character"];
export type Me = Schemas["Me"];
export type Person = Schemas["PersonShape"];
export type Key = Schemas["KeyShape"];
export type Share = Schemas["ShareShape"];
export type Estimate = Schemas["EstimateShape"];
export type Known = Schemas["KnownShape"];
export type Verdict = Schemas["VerdictShape"];
export type FileRead = Schemas["FileRead"];
export type CreateVideo = Schemas["CreateVideo"];
export type ChangeVideo = Schemas["ChangeVideo"];
export type ExtendVideo = Schemas["ExtendVideo"];
export type EditVideo = Schemas["EditVideo"];

const refusals: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await Refused.from(response);
    return undefined;
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === "AbortError" ? undefined : new Unreachable();
  },
};

/** The server's own requests and answers, typed by its OpenAPI document. What is refused is thrown as `Refused`. */
export const api = createClient<paths>({ baseUrl: location.origin });
api.use(refusals);

/** The answer's body. Errors have been thrown by then. */
export async function body<Data>(answer: Promise<{ data?: Data }>): Promise<Data> {
  const { data } = await answer;
  return data as Data;
}
