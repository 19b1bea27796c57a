import type { FileRead, Upload, Verdict } from "./client.ts";
import { Refused, Unreachable } from "./errors.ts";

/** Send a file as `file` of a form, and hear how much of it has gone, 0 to 1. `fetch` tells nothing of that. */
function sent<Answer>(
  address: string,
  file: File,
  told?: (part: number) => void,
  signal?: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name || "picture.png");
    request.open("POST", address);
    request.upload.onprogress = ({ loaded, total }) => told?.(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Unreachable());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as Answer);
        return;
      }
      const after = request.getResponseHeader("retry-after");
      const headers = after === null ? undefined : { "retry-after": after };
      const { status, statusText } = request;
      void Refused.from(new Response(request.responseText, { status, statusText, headers })).then(reject, reject);
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

/** Keep a picture or a clip among the uploads. */
export const upload = (file: File, told?: (part: number) => void): Promise<Upload> => sent("/api/uploads", file, told);

/** What a file was made from, where it was made by Yozora; nothing of it is kept. */
export const readRecipe = (file: File, told?: (part: number) => void): Promise<FileRead> =>
  sent("/api/recipes/read", file, told);

/** Where a file comes from; nothing of it is kept. A check that is given up never answers. */
export const verify = (file: File, told?: (part: number) => void, signal?: AbortSignal): Promise<Verdict> =>
  sent("/api/verify", file, told, signal);
