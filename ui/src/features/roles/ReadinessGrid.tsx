import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useMemo, useRef } from "react";

import type { AccountId, RoleName } from "../../ipc/bindings";
import type { RoleState } from "../../ipc/readiness";
import { Marked } from "../../kit/Marked";
import { ago } from "../../kit/words";
import { useNow } from "../../kit/useNow";
import type { Fix } from "./fixes";
import { type AccountRow, foremost, type HeadRow, type MatrixCell, type MatrixRow } from "./matrix";
import { RoleStateMark } from "./RoleStateMark";

/** Height of a row and of the head, in px. */
const ROW = 30;
/** Columns before the roles: name and id. */
const BEFORE = 2;

/** One cell: whose, and of which role. */
export interface CellPlace {
  account: AccountId;
  role: RoleName;
}

interface ReadinessGridProps {
  rows: readonly MatrixRow[];
  roles: readonly RoleName[];
  state: RoleState | "all";
  place: CellPlace | null;
  terms: readonly string[];
  fixes: (row: AccountRow, cell: MatrixCell) => Fix[];
  onPlace: (place: CellPlace) => void;
}

/** Accounts by roles; only the rows near the viewport are in the document. One stop for the keyboard: arrows move in it. */
export function ReadinessGrid({ rows, roles, state, place, terms, fixes, onPlace }: ReadinessGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const placed = place ? rows.findIndex((row) => row.id === place.account && row.kind === "account") : -1;
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
    scrollPaddingStart: ROW,
    rangeExtractor,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const columns = useMemo(
    () => ({ gridTemplateColumns: `minmax(160px, 1fr) 100px repeat(${roles.length}, minmax(148px, 220px)) 142px` }),
    [roles.length],
  );

  // Head and rows are as wide, however wide the names of the roles are.
  const width = 160 + 100 + roles.length * 148 + 142 + (BEFORE + roles.length) * 8 + 16;

  function go(row: number, role: RoleName, step: 1 | -1): void {
    // Heads are no places to stand.
    let at = Math.min(Math.max(row, 0), rows.length - 1);
    while (rows[at] && rows[at]?.kind !== "account") {
      at += step;
    }
    const to = rows[at];
    if (to) {
      onPlace({ account: to.id, role });
      virtualizer.scrollToIndex(at, { align: "auto" });
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const column = Math.max(0, roles.indexOf(place?.role ?? ""));
    const role = roles[column] ?? "";
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(placed + 1, role, 1),
      ArrowUp: () => go(placed - 1, role, placed <= 1 ? 1 : -1),
      PageDown: () => go(placed + page, role, placed + page >= rows.length ? -1 : 1),
      PageUp: () => go(placed - page, role, 1),
      Home: () => go(0, role, 1),
      End: () => go(rows.length - 1, role, -1),
      ArrowRight: () => go(placed, roles[Math.min(column + 1, roles.length - 1)] ?? role, 1),
      ArrowLeft: () => go(placed, roles[Math.max(column - 1, 0)] ?? role, 1),
      Enter: () => {
        const row = rows[placed];
        const cell = row?.kind === "account" ? row.cells[column] : undefined;
        if (row?.kind === "account" && cell) {
          fixes(row, cell)[0]?.run();
        }
      },
    };
    const move = moves[event.key];
    if (move && event.target === scroller.current) {
      event.preventDefault();
      move();
    }
  }

  return (
    <div
      ref={scroller}
      className="matrix"
      role="grid"
      aria-label="Roles by account"
      aria-rowcount={rows.length + 1}
      aria-colcount={BEFORE + roles.length + 1}
      aria-activedescendant={placed >= 0 && place ? cellId(place) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="matrix-head" style={{ minWidth: width }}>
        <div role="row" aria-rowindex={1} className="matrix-row" style={columns}>
          <div role="columnheader" aria-colindex={1}>
            Account
          </div>
          <div role="columnheader" aria-colindex={2}>
            Id
          </div>
          {roles.map((role, nth) => (
            <div key={role} role="columnheader" aria-colindex={BEFORE + nth + 1} className="clip" title={role}>
              <code>{role}</code>
            </div>
          ))}
          <div role="columnheader" aria-colindex={BEFORE + roles.length + 1}>
            What helps
          </div>
        </div>
      </div>
      <div role="rowgroup" className="matrix-rows" style={{ height: virtualizer.getTotalSize(), minWidth: width }}>
        {virtualizer.getVirtualItems().map((virtual) => {
          const row = rows[virtual.index];
          const top = virtual.start - ROW;
          if (!row) {
            return null;
          }
          return row.kind === "head" ? (
            <Head key={row.id} row={row} top={top} index={virtual.index + 2} columns={BEFORE + roles.length + 1} />
          ) : (
            <Line
              key={row.id}
              row={row}
              top={top}
              index={virtual.index + 2}
              columns={columns}
              state={state}
              place={place?.account === row.id ? place : null}
              terms={terms}
              now={now}
              fixes={fixes}
              onPlace={(next) => {
                onPlace(next);
                scroller.current?.focus();
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

function cellId({ account, role }: CellPlace): string {
  return `cell-${account}-${role}`;
}

function Head({ row, top, index, columns }: { row: HeadRow; top: number; index: number; columns: number }) {
  return (
    <div role="row" aria-rowindex={index} className="matrix-row matrix-group" style={{ top }}>
      <div role="gridcell" aria-colindex={1} aria-colspan={columns} className="clip" title={row.path}>
        {row.path} <span className="faint num">{row.accounts.toLocaleString("en")}</span>
      </div>
    </div>
  );
}

interface LineProps {
  row: AccountRow;
  top: number;
  index: number;
  columns: { gridTemplateColumns: string };
  state: RoleState | "all";
  place: CellPlace | null;
  terms: readonly string[];
  now: number;
  fixes: (row: AccountRow, cell: MatrixCell) => Fix[];
  onPlace: (place: CellPlace) => void;
}

function Line({ row, top, index, columns, state, place, terms, now, fixes, onPlace }: LineProps) {
  const wanted = foremost(row, state);
  const [fix] = wanted ? fixes(row, wanted) : [];
  const first = row.cells[0]?.role ?? "";
  return (
    // The keyboard is the grid's; a row only takes the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index}
      className={place ? "matrix-row on" : "matrix-row"}
      style={{ ...columns, top }}
      onClick={(event) => {
        const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-role]") : null;
        onPlace({ account: row.id, role: cell?.dataset["role"] ?? place?.role ?? wanted?.role ?? first });
      }}
    >
      <div role="gridcell" aria-colindex={1} className="clip" title={row.account.name}>
        <Marked text={row.account.name} terms={terms} />
      </div>
      <div role="gridcell" aria-colindex={2} className="mono muted">
        <Marked text={row.id} terms={terms} />
      </div>
      {row.cells.map((cell, nth) => (
        <div
          key={cell.role}
          id={cellId({ account: row.id, role: cell.role })}
          role="gridcell"
          aria-colindex={BEFORE + nth + 1}
          aria-selected={place?.role === cell.role}
          data-role={cell.role}
          className={place?.role === cell.role ? "matrix-cell here" : "matrix-cell"}
          title={
            cell.found
              ? [cell.found.words, `Asked ${ago(cell.found.checkedAt, now)}`].filter(Boolean).join("\n")
              : undefined
          }
        >
          <RoleStateMark state={cell.state} />
        </div>
      ))}
      <div role="gridcell" aria-colindex={BEFORE + row.cells.length + 1}>
        {fix && (
          <button
            type="button"
            className="link clip"
            // Enter on the cell does the same.
            tabIndex={-1}
            title={`${wanted?.role}: ${fix.when}`}
            aria-label={`${fix.name.replace("…", "")}: ${wanted?.role} in ${row.account.name}`}
            onClick={(event) => {
              event.stopPropagation();
              onPlace({ account: row.id, role: wanted?.role ?? first });
              fix.run();
            }}
          >
            {fix.name}
          </button>
        )}
      </div>
    </div>
  );
}
