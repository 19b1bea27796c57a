import { refusalIn, type Refusal } from "./refusal.ts";

/** What the server said no to, in its own words and by its code, such as `plan_limit`. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  /** Seconds after which it may be asked again. */
  readonly retryAfterS: number | null;
  /** What the policy refuses; null where it is something else that is wrong. */
  readonly refusal: Refusal | null;

  constructor(said: {
    message: string;
    status: number;
    code: string;
    param: string | null;
    retryAfterS: number | null;
    refusal?: Refusal | null;
  }) {
    super(said.message);
    this.name = "Refused";
    this.status = said.status;
    this.code = said.code;
    this.param = said.param;
    this.retryAfterS = said.retryAfterS;
    this.refusal = said.refusal ?? null;
  }

  static async from(response: Response): Promise<Refused> {
    const said = problemOf(await response.text());
    const after = Number(response.headers.get("retry-after") ?? "");
    return new Refused({
      message: said.message ?? `${response.status} ${response.statusText}`,
      status: response.status,
      code: said.code ?? "http_error",
      param: said.param ?? null,
      retryAfterS: Number.isFinite(after) && after > 0 ? after : null,
      refusal: refusalIn(said),
    });
  }
}

/** What the policy refuses, where that is what went wrong. */
export const refusalOf = (error: unknown): Refusal | null => (error instanceof Refused ? error.refusal : null);

/** No answer: the server or the way to it is away. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

interface Problem {
  message?: string;
  code?: string;
  param?: string | null;
}

function problemOf(text: string): Problem {
  try {
    return (JSON.parse(text) as { error?: Problem }).error ?? {};
  } catch {
    return {};
  }
}
