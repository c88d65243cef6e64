/** What is selected in a tree, and where the keyboard is. Immutable. */
export interface Selection {
  readonly selected: ReadonlySet<string>;
  /** The row that keys act on. */
  readonly focused: string | null;
  /** Where a range begins. */
  readonly anchor: string | null;
}

/** How a row is chosen: alone, in addition, or as the end of a range. */
export type Mode = "replace" | "toggle" | "extend" | "focus";

/** Nothing selected. */
export const NOTHING: Selection = { selected: new Set(), focused: null, anchor: null };

/** The selection once `id` was chosen among the visible `rows`. */
export function choose(before: Selection, rows: readonly string[], id: string, mode: Mode): Selection {
  switch (mode) {
    case "focus":
      return { ...before, focused: id };
    case "toggle": {
      const selected = new Set(before.selected);
      if (!selected.delete(id)) {
        selected.add(id);
      }
      return { selected, focused: id, anchor: id };
    }
    case "extend": {
      const anchor = before.anchor ?? before.focused ?? id;
      const from = rows.indexOf(anchor);
      const to = rows.indexOf(id);
      if (from < 0 || to < 0) {
        return { selected: new Set([id]), focused: id, anchor: id };
      }
      return { selected: new Set(rows.slice(Math.min(from, to), Math.max(from, to) + 1)), focused: id, anchor };
    }
    case "replace":
      return { selected: new Set([id]), focused: id, anchor: id };
  }
}

/** The selection without what is gone. The same object where nothing is. */
export function without(before: Selection, exists: (id: string) => boolean): Selection {
  const gone = (id: string | null) => id !== null && !exists(id);
  if (!gone(before.focused) && !gone(before.anchor) && [...before.selected].every(exists)) {
    return before;
  }
  return {
    selected: new Set([...before.selected].filter(exists)),
    focused: gone(before.focused) ? null : before.focused,
    anchor: gone(before.anchor) ? null : before.anchor,
  };
}
