/** What the tree widget must know of an item. */
export interface TreeItem {
  readonly id: string;
  readonly parentId: string | null;
}

/**
 * A tree as arrays in order of display (each item, then what is below it), so that the list of visible
 * rows is one pass that skips what is folded.
 */
export interface Shape<T extends TreeItem> {
  items: readonly T[];
  /** Place of the parent; -1 for a root. */
  parent: Int32Array;
  /** 0 for a root. */
  depth: Uint8Array;
  /** Place after the last item below. */
  end: Int32Array;
  /** 1 where something may stand below. */
  branch: Uint8Array;
  /** Place among its siblings, from 1, and their number: what screen readers say. */
  nth: Int32Array;
  siblings: Int32Array;
  places: ReadonlyMap<string, number>;
}

/** Builds the shape of `items`, whose siblings are in order of display. */
export function shapeOf<T extends TreeItem>(items: readonly T[], isBranch: (item: T) => boolean): Shape<T> {
  const roots: T[] = [];
  const below = new Map<string, T[]>();
  for (const item of items) {
    if (item.parentId === null) {
      roots.push(item);
      continue;
    }
    const siblings = below.get(item.parentId);
    if (siblings) {
      siblings.push(item);
    } else {
      below.set(item.parentId, [item]);
    }
  }
  const sorted: T[] = [];
  const parent = new Int32Array(items.length);
  const depth = new Uint8Array(items.length);
  const end = new Int32Array(items.length);
  const branch = new Uint8Array(items.length);
  const nth = new Int32Array(items.length);
  const siblingCount = new Int32Array(items.length);
  const places = new Map<string, number>();

  function place(siblings: readonly T[], above: number, level: number): void {
    siblings.forEach((item, index) => {
      const at = sorted.length;
      sorted.push(item);
      places.set(item.id, at);
      parent[at] = above;
      depth[at] = level;
      branch[at] = isBranch(item) ? 1 : 0;
      nth[at] = index + 1;
      siblingCount[at] = siblings.length;
      const children = below.get(item.id);
      if (children) {
        place(children, at, level + 1);
      }
      end[at] = sorted.length;
    });
  }

  place(roots, -1, 0);
  return { items: sorted, parent, depth, end, branch, nth, siblings: siblingCount, places };
}

/** The places of the rows on screen: what is open, and of that only what is `kept`, where that is given. */
export function visibleRows<T extends TreeItem>(
  shape: Shape<T>,
  isOpen: (id: string) => boolean,
  kept?: Uint8Array,
): number[] {
  const rows: number[] = [];
  const { items, end, branch } = shape;
  let at = 0;
  while (at < items.length) {
    const item = items[at];
    if (!item) {
      break;
    }
    if (kept && kept[at] === 0) {
      at = end[at] ?? at + 1;
      continue;
    }
    rows.push(at);
    at = branch[at] === 1 && !isOpen(item.id) ? (end[at] ?? at + 1) : at + 1;
  }
  return rows;
}

/** Marks, beside the items that are `found`, everything above them, so that their places can be seen. */
export function withAncestors<T extends TreeItem>(shape: Shape<T>, found: (item: T) => boolean): Uint8Array {
  const kept = new Uint8Array(shape.items.length);
  for (let at = shape.items.length - 1; at >= 0; at -= 1) {
    const item = shape.items[at];
    if (item && (kept[at] === 1 || found(item))) {
      kept[at] = 1;
      const above = shape.parent[at] ?? -1;
      if (above >= 0) {
        kept[above] = 1;
      }
    }
  }
  return kept;
}

/** The ids of everything that can be opened. */
export function branches<T extends TreeItem>(shape: Shape<T>): string[] {
  return shape.items.filter((_, at) => shape.branch[at] === 1).map((item) => item.id);
}

/** The ids above `id`, nearest first. */
export function ancestors<T extends TreeItem>(shape: Shape<T>, id: string): string[] {
  const above: string[] = [];
  let at = shape.parent[shape.places.get(id) ?? -1] ?? -1;
  while (at >= 0) {
    const item = shape.items[at];
    if (!item) {
      break;
    }
    above.push(item.id);
    at = shape.parent[at] ?? -1;
  }
  return above;
}

/** Where `place` stands in the sorted `rows`; -1 if it is not visible. */
export function rowIndex(rows: readonly number[], place: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows[middle] ?? 0;
    if (found === place) {
      return middle;
    }
    if (found < place) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return -1;
}
