import type { Folder } from "@/api/client.ts";

/** A folder and how deep it lies. */
export interface Branch {
  folder: Folder;
  depth: number;
  /** Whether there are folders inside. */
  parent: boolean;
}

/** Folders as the lines of a tree, without what is inside closed ones. */
export function treeOf(folders: readonly Folder[], closed: ReadonlySet<string> = new Set()): readonly Branch[] {
  const inside = new Map<string | null, Folder[]>();
  const known = new Set(folders.map((folder) => folder.id));
  for (const folder of folders) {
    const parent = folder.parent_id !== null && known.has(folder.parent_id) ? folder.parent_id : null;
    inside.set(parent, [...(inside.get(parent) ?? []), folder]);
  }
  const lines = (parent: string | null, depth: number): Branch[] =>
    (inside.get(parent) ?? []).flatMap((folder) => [
      { folder, depth, parent: inside.has(folder.id) },
      ...(closed.has(folder.id) ? [] : lines(folder.id, depth + 1)),
    ]);
  return lines(null, 0);
}

/** A folder and everything inside it, which it cannot be put into. */
export function withInside(folders: readonly Folder[], id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const folder of folders) if (folder.parent_id !== null && found.has(folder.parent_id)) found.add(folder.id);
  }
  return found;
}
