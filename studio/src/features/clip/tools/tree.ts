/** Takes as a tree: who was made of whom, from left to right. */

export interface Relative {
  id: string;
  parents: readonly string[];
}

interface Node<Take> {
  take: Take;
  /** 0 for what was made of nothing here. */
  column: number;
  /** May lie between two rows. */
  row: number;
}

export interface Tree<Take> {
  nodes: readonly Node<Take>[];
  edges: readonly { from: string; to: string }[];
  columns: number;
  rows: number;
}

/** Each take stands right of all it was made of; what has no child takes a row, others stand between their children. */
export function treeOf<Take extends Relative>(takes: readonly Take[]): Tree<Take> {
  const known = new Map(takes.map((take) => [take.id, take]));
  const parentsOf = (take: Take) => take.parents.filter((id) => known.has(id) && id !== take.id);
  const columns = new Map<string, number>();
  const columnOf = (take: Take): number => {
    const found = columns.get(take.id);
    if (found !== undefined) return found;
    columns.set(take.id, 0); // so that a ring, which there should not be, ends
    const parents = parentsOf(take).flatMap((id) => known.get(id) ?? []);
    const column = parents.length === 0 ? 0 : 1 + Math.max(...parents.map(columnOf));
    columns.set(take.id, column);
    return column;
  };
  takes.forEach(columnOf);
  const children = new Map<string, Take[]>();
  const roots: Take[] = [];
  for (const take of takes) {
    const [first] = parentsOf(take);
    if (first === undefined) roots.push(take);
    else children.set(first, [...(children.get(first) ?? []), take]);
  }
  const rows = new Map<string, number>();
  let next = 0;
  const rowOf = (take: Take): number => {
    const below = (children.get(take.id) ?? []).map(rowOf);
    const row = below.length === 0 ? next++ : ((below[0] ?? 0) + (below.at(-1) ?? 0)) / 2;
    rows.set(take.id, row);
    return row;
  };
  roots.forEach(rowOf);
  return {
    nodes: takes.map((take) => ({ take, column: columns.get(take.id) ?? 0, row: rows.get(take.id) ?? 0 })),
    edges: takes.flatMap((take) => parentsOf(take).map((from) => ({ from, to: take.id }))),
    columns: 1 + Math.max(0, ...columns.values()),
    rows: Math.max(1, next),
  };
}

export type Way = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Where an arrow key leads: to what it was made of, to what was made of it, or up and down in its column. */
export function neighbour<Take extends Relative>(tree: Tree<Take>, id: string, way: Way): string | null {
  const here = tree.nodes.find((node) => node.take.id === id);
  if (here === undefined) return null;
  const nearest = (wanted: readonly Node<Take>[]) =>
    [...wanted].sort((one, other) => Math.abs(one.row - here.row) - Math.abs(other.row - here.row))[0]?.take.id ?? null;
  if (way === "ArrowLeft") return nearest(tree.nodes.filter((node) => here.take.parents.includes(node.take.id)));
  if (way === "ArrowRight") return nearest(tree.nodes.filter((node) => node.take.parents.includes(id)));
  const down = way === "ArrowDown";
  const column = tree.nodes.filter((node) => node.column === here.column);
  return nearest(column.filter((node) => (down ? node.row > here.row : node.row < here.row)));
}
