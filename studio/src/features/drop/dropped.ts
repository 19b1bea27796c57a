import { create } from "zustand";

import type { FileRead, Upload } from "@/api/client.ts";
import { readRecipe, upload } from "@/api/sending.ts";

import type { Recipe } from "./recipe.ts";

/** A file on its way to the uploads. */
export interface Sent {
  file: File;
  /** 0 to 1. */
  part: number;
  upload: Upload | null;
  error: Error | null;
}

export type Shown =
  | { kind: "reading"; file: File; part: number }
  | { kind: "recipe"; file: File; read: FileRead & { recipe: Recipe } }
  | { kind: "wrong"; file: File | null; error: Error | null }
  | { kind: "files"; files: readonly Sent[] };

interface Dropped {
  shown: Shown | null;
  close: () => void;
}

/** What was dropped, and what has become of it. */
export const useDroppedFiles = create<Dropped>()((set) => ({ shown: null, close: () => set({ shown: null }) }));

const show = (shown: Shown) => useDroppedFiles.setState({ shown });

const AT_ONCE = 2;

/** One file is looked into first; several are added to the uploads. */
export async function take(files: readonly File[]): Promise<void> {
  const [file] = files;
  if (file === undefined) {
    show({ kind: "wrong", file: null, error: null });
    return;
  }
  if (files.length > 1) return keep(files);
  show({ kind: "reading", file, part: 0 });
  const isShown = () => {
    const { shown } = useDroppedFiles.getState();
    return shown?.kind === "reading" && shown.file === file;
  };
  try {
    const read = await readRecipe(file, (part) => isShown() && show({ kind: "reading", file, part }));
    if (!isShown()) return; // it was closed
    const { recipe } = read;
    if (recipe === null) await keep(files);
    else show({ kind: "recipe", file, read: { ...read, recipe } });
  } catch (error) {
    if (isShown()) show({ kind: "wrong", file, error: error as Error });
  }
}

/** Add files to the uploads, two at a time. */
export async function keep(files: readonly File[]): Promise<void> {
  show({ kind: "files", files: files.map((file) => ({ file, part: 0, upload: null, error: null })) });
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await send(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Send one of the files that are shown (again). */
export async function send(file: File): Promise<void> {
  const change = (now: Partial<Sent>) => {
    const { shown } = useDroppedFiles.getState();
    if (shown?.kind !== "files") return;
    show({ kind: "files", files: shown.files.map((one) => (one.file === file ? { ...one, ...now } : one)) });
  };
  change({ part: 0, error: null });
  try {
    change({ upload: await upload(file, (part) => change({ part })), part: 1 });
  } catch (error) {
    change({ error: error as Error });
  }
}
