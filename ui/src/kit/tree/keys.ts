import type { Mode } from "./selection";
import type { Shape, TreeItem } from "./shape";

/** What a key asks of the tree. */
export type Intent =
  | { does: "choose"; id: string; mode: Mode }
  | { does: "open" | "close"; id: string }
  | { does: "activate" | "rename" | "delete" | "menu"; id: string }
  | { does: "selectAll" | "clear" | "cut" | "paste" }
  | { does: "type"; text: string };

/** The part of a keyboard event that matters. */
export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** What keys act on. */
export interface Ground<T extends TreeItem> {
  shape: Shape<T>;
  /** Places of the visible rows. */
  rows: readonly number[];
  isOpen: (id: string) => boolean;
  focused: string | null;
  /** Rows that a page key moves by. */
  page: number;
}

/** What `key` asks for, as a treegrid answers it (WAI-ARIA practices); nothing where it is not the tree's. */
export function intentOf<T extends TreeItem>(key: Key, ground: Ground<T>): Intent | null {
  const { shape, rows, focused } = ground;
  const command = key.ctrlKey || key.metaKey;
  const row = focused === null ? -1 : rows.indexOf(shape.places.get(focused) ?? -1);
  const at = rows[row];
  const mode: Mode = key.shiftKey ? "extend" : command ? "focus" : "replace";

  function toRow(target: number): Intent | null {
    const item = shape.items[rows[Math.max(0, Math.min(rows.length - 1, target))] ?? -1];
    return item ? { does: "choose", id: item.id, mode } : null;
  }

  if (command && !key.altKey) {
    switch (key.key.toLowerCase()) {
      case "a":
        return { does: "selectAll" };
      case "x":
        return { does: "cut" };
      case "v":
        return { does: "paste" };
    }
  }
  switch (key.key) {
    case "ArrowDown":
      return toRow(row + 1);
    case "ArrowUp":
      return toRow(row < 0 ? rows.length - 1 : row - 1);
    case "Home":
      return toRow(0);
    case "End":
      return toRow(rows.length - 1);
    case "PageDown":
      return toRow(row + ground.page);
    case "PageUp":
      return toRow(row - ground.page);
    case "Escape":
      return { does: "clear" };
  }
  if (focused === null || at === undefined) {
    return typed(key, command);
  }
  const isBranch = shape.branch[at] === 1;
  switch (key.key) {
    case "ArrowRight":
      if (!isBranch) {
        return null;
      }
      return ground.isOpen(focused) ? toRow(row + 1) : { does: "open", id: focused };
    case "ArrowLeft": {
      if (isBranch && ground.isOpen(focused)) {
        return { does: "close", id: focused };
      }
      const above = shape.items[shape.parent[at] ?? -1];
      return above ? { does: "choose", id: above.id, mode } : null;
    }
    case " ":
      return { does: "choose", id: focused, mode: key.shiftKey ? "extend" : "toggle" };
    case "Enter":
      return { does: "activate", id: focused };
    case "F2":
      return { does: "rename", id: focused };
    case "Delete":
      return { does: "delete", id: focused };
    case "ContextMenu":
      return { does: "menu", id: focused };
    case "F10":
      return key.shiftKey ? { does: "menu", id: focused } : null;
  }
  return typed(key, command);
}

function typed(key: Key, command: boolean): Intent | null {
  return key.key.length === 1 && key.key !== " " && !command && !key.altKey ? { does: "type", text: key.key } : null;
}

/** The visible row that begins with what was typed, looked for from the focused row on, around the end. */
export function typeAhead<T extends TreeItem>(
  ground: Ground<T>,
  typedSoFar: string,
  nameOf: (item: T) => string,
): string | null {
  const { shape, rows, focused } = ground;
  const wanted = typedSoFar.toLowerCase();
  const row = focused === null ? -1 : rows.indexOf(shape.places.get(focused) ?? -1);
  // A first letter goes on to the next match; more letters may stay where they are.
  const first = wanted.length === 1 ? row + 1 : Math.max(0, row);
  for (let step = 0; step < rows.length; step += 1) {
    const item = shape.items[rows[(first + step) % rows.length] ?? -1];
    if (item && nameOf(item).toLowerCase().startsWith(wanted)) {
      return item.id;
    }
  }
  return null;
}
