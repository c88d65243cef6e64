import { useState } from "react";

import type { Bill, BillKey, Grouping } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { openAtFirst } from "./rows";
import { wayTo } from "./way";

interface Standing {
  open: ReadonlySet<string>;
  at: string | null;
}

/** What is open and where the keyboard is, in each grouping. */
export function useLines(bill: Bill, index: TreeIndex | null, onBy: (by: Grouping) => void) {
  const [all, setAll] = useState<Partial<Record<Grouping, Standing>>>({});
  const standing = all[bill.by] ?? { open: openAtFirst(bill.lines), at: null };

  function set(by: Grouping, change: Partial<Standing>, before: Standing): void {
    setAll((others) => ({ ...others, [by]: { ...before, ...change } }));
  }

  return {
    ...standing,
    toggle(row: string, open: boolean): void {
      const next = new Set(standing.open);
      if (open) {
        next.add(row);
      } else {
        next.delete(row);
      }
      set(bill.by, { open: next, at: row }, standing);
    },
    goTo(row: string): void {
      set(bill.by, { at: row }, standing);
    },
    /** Shows the line that lies at the end of `path`, in the grouping that has it. */
    show(path: readonly BillKey[]): void {
      const way = wayTo(path, bill.by, index);
      if (way) {
        const before = way.by === bill.by ? standing : (all[way.by] ?? { open: new Set<string>(), at: null });
        set(way.by, { open: new Set([...before.open, ...way.open]), at: way.row }, before);
        onBy(way.by);
      }
    },
  };
}
