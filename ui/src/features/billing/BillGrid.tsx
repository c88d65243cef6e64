import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useLayoutEffect, useRef } from "react";

import type { Bill } from "../../ipc/bindings";
import { AGAINST, type Against } from "./against";
import { BillLineRow } from "./BillLineRow";
import type { BillLinesProps } from "./BillLines";
import type { BillRow } from "./rows";
import { groupingWords, monthBefore, monthName, monthShort, monthTitle, nodeOf } from "./words";

/** Height of a row, in px. */
const ROW = 28;

interface BillGridProps extends Omit<BillLinesProps, "connection" | "open"> {
  bill: Bill;
  rows: readonly BillRow[];
  /** Whether something below a line is being read. */
  reading: boolean;
  against: Against;
}

/** The lines of the bill; what stands below a line is part of it. Only the rows near the viewport are in the document. */
export function BillGrid({ bill, rows, reading, against, at, onToggle, onAt, onReveal }: BillGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const placed = at === null ? -1 : rows.findIndex(({ id }) => id === at);

  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      // The row with the keyboard must exist to be announced.
      return placed >= 0 && !shown.includes(placed) ? [...shown, placed].toSorted((a, b) => a - b) : shown;
    },
    [placed],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollMargin: ROW,
    rangeExtractor,
    getItemKey: (index) => rows[index]?.id ?? index,
  });

  // What was asked for from elsewhere is brought into sight, once it is there.
  const followed = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (placed >= 0 && followed.current !== at) {
      followed.current = at;
      // Both the lines and the page scroll.
      document.getElementById(rowElement(at ?? ""))?.scrollIntoView({ block: "nearest" });
    }
  }, [at, placed]);

  function go(to: number): void {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    if (row) {
      onAt(row.id);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[placed];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(placed + 1),
      ArrowUp: () => go(placed < 0 ? 0 : placed - 1),
      PageDown: () => go(placed + page),
      PageUp: () => go(placed - page),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row?.branch && !row.open ? onToggle(row.id, true) : go(placed + 1)),
      ArrowLeft: () => (row?.open ? onToggle(row.id, false) : go(parentOf(placed))),
      " ": () => row?.branch && onToggle(row.id, !row.open),
      Enter: () => {
        const node = row && nodeOf(row.line);
        if (node) {
          onReveal(node);
        } else if (row?.branch) {
          onToggle(row.id, !row.open);
        }
      },
    };
    const move = moves[event.key];
    if (move && event.target === event.currentTarget && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      move();
    }
  }

  /** The row that this one stands below; itself on the first level. */
  function parentOf(place: number): number {
    const depth = rows[place]?.depth ?? 0;
    for (let above = place - 1; above >= 0; above -= 1) {
      if ((rows[above]?.depth ?? 0) < depth) {
        return above;
      }
    }
    return place;
  }

  const words = AGAINST[against].words(bill);
  const other = monthBefore(bill.month, AGAINST[against].back);
  const active = placed >= 0 && at !== null ? rowElement(at) : undefined;
  return (
    <div
      ref={scroller}
      className="bill-lines"
      role="treegrid"
      aria-label={`${bill.title} by ${groupingWords(bill.by).title}`}
      aria-rowcount={rows.length + 1}
      aria-colcount={5}
      aria-activedescendant={active}
      aria-busy={reading}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (placed < 0 && event.target === event.currentTarget && rows[0] && !pointed(event.currentTarget)) {
          onAt(rows[0].id);
        }
      }}
    >
      <div role="rowgroup" className="bill-lines-head">
        <div role="row" aria-rowindex={1} className="bill-row">
          <div role="columnheader" aria-colindex={1}>
            {groupingWords(bill.by).head}
          </div>
          <div role="columnheader" aria-colindex={2} className="num">
            {monthTitle(bill.month)}
          </div>
          <div role="columnheader" aria-colindex={3} className="num clip" title={words}>
            Against {against === "before" ? monthName(other) : monthShort(other)}
          </div>
          <div role="columnheader" aria-colindex={4} className="num" title={words}>
            %
          </div>
          <div role="columnheader" aria-colindex={5}>
            Share
          </div>
        </div>
      </div>
      <div role="rowgroup" className="bill-lines-body" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((virtual) => {
          const row = rows[virtual.index];
          return (
            row && (
              <BillLineRow
                key={row.id}
                id={rowElement(row.id)}
                row={row.id}
                line={row.line}
                change={AGAINST[against].of(row.line)}
                depth={row.depth}
                branch={row.branch}
                open={row.open}
                unit={bill.unit}
                top={virtual.start - ROW}
                index={virtual.index + 2}
                here={row.id === at}
                onToggle={onToggle}
                onAt={onAt}
                onReveal={onReveal}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** A click chooses its own row; only the keyboard needs a first one to start from. */
function pointed(element: HTMLElement): boolean {
  return element.matches(":active");
}

function rowElement(id: string): string {
  return `bill-row-${id.replaceAll(" ", "_")}`;
}
