import type { Clip } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { refusalIn } from "@/api/refusal.ts";

/** Why a clip could not be made, as an error; null where the server says nothing of it. */
export function errorOf({ error }: Pick<Clip, "error">): Refused | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof message !== "string") return null;
  return new Refused({
    message,
    status: 500,
    code: typeof code === "string" ? code : "",
    param: null,
    retryAfterS: null,
    refusal: refusalIn(error),
  });
}
