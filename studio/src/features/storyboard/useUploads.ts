import { create } from "zustand";

import type { Refusal } from "@/api/refusal.ts";

interface RefusedFile {
  file: File;
  /** Where it was to stand; undefined for the playhead. */
  at: number | undefined;
  refusal: Refusal;
}

interface Uploads {
  /** The file that is being sent; null while there is none. */
  name: string | null;
  /** What the policy refused, until it is left out or taken after all. */
  refused: readonly RefusedFile[];
}

export const useUploads = create<Uploads>()(() => ({ name: null, refused: [] }));

/** Say no more of a file that was refused. */
export const forgetRefused = (file: File): void =>
  useUploads.setState(({ refused }) => ({ refused: refused.filter((one) => one.file !== file) }));
