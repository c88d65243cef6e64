import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { Star } from "lucide-react";
import { type KeyboardEvent, type Ref, useCallback, useImperativeHandle, useRef } from "react";

import type { AccountId, ConsoleSession, Recent } from "../../ipc/bindings";
import { Chip } from "../../kit/Chip";
import { Marked } from "../../kit/Marked";
import { useNow } from "../../kit/useNow";
import { ago, left } from "../../kit/words";
import { type AccountRow, nearest, type Row } from "./launcherRows";
import { cannotEnter, SHUT } from "./options";

/** Height of a row and of the head, in px. */
const ROW = 30;

export interface LauncherHandle {
  focus: () => void;
}

export interface LauncherGridProps {
  rows: readonly Row[];
  /** The account that the keyboard is on. */
  place: AccountId | null;
  selected: ReadonlySet<AccountId>;
  favourites: ReadonlySet<AccountId>;
  recents: ReadonlyMap<AccountId, Recent>;
  /** The session of each account that ends last. */
  sessions: ReadonlyMap<AccountId, ConsoleSession>;
  terms: readonly string[];
  handle: Ref<LauncherHandle>;
  onPlace: (account: AccountId) => void;
  onSelect: (accounts: readonly AccountId[], on: boolean) => void;
  onSelectAll: () => void;
  onOpen: (account: AccountId) => void;
  onFavourite: (account: AccountId) => void;
  /** What is typed here belongs into the search. */
  onSearch: () => void;
  onClear: () => void;
}

/** The accounts, of which only those near the viewport are in the document. One stop for the keyboard: arrows move in it. */
export function LauncherGrid(props: LauncherGridProps) {
  const { rows, place, selected, favourites, recents, sessions, terms, handle, onPlace } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const placed = place === null ? -1 : rows.findIndex((row) => row.id === place);
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
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }), []);

  function go(to: number, step: 1 | -1, extend: boolean): void {
    const at = nearest(rows, to, step);
    const row = rows[at];
    if (row) {
      if (extend) {
        props.onSelect(place === null ? [row.id] : [place, row.id], true);
      }
      onPlace(row.id);
      // The head of a group comes into sight with its first account.
      virtualizer.scrollToIndex(rows[at - 1]?.kind === "head" ? at - 1 : at, { align: "auto" });
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== scroller.current) {
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const extend = event.shiftKey;
    const ctrl = event.ctrlKey || event.metaKey;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(placed + 1, 1, extend),
      ArrowUp: () => (placed <= nearest(rows, 0, 1) && !extend ? props.onSearch() : go(placed - 1, -1, extend)),
      PageDown: () => go(placed + page, 1, false),
      PageUp: () => go(placed - page, -1, false),
      Home: () => go(0, 1, false),
      End: () => go(rows.length - 1, -1, false),
      Enter: () => place !== null && props.onOpen(place),
      " ": () => place !== null && props.onSelect([place], !selected.has(place)),
      Escape: props.onClear,
    };
    const withCtrl: Record<string, () => void> = {
      a: props.onSelectAll,
      d: () => place !== null && props.onFavourite(place),
    };
    const move = ctrl ? withCtrl[event.key.toLowerCase()] : event.altKey ? undefined : moves[event.key];
    if (move) {
      event.preventDefault();
      move();
    } else if (!ctrl && !event.altKey && event.key.length === 1) {
      // The key itself arrives where the keyboard is then.
      props.onSearch();
    }
  }

  return (
    <div
      ref={scroller}
      className="matrix launcher-grid"
      role="grid"
      aria-label="Accounts"
      aria-multiselectable
      aria-rowcount={rows.length + 1}
      aria-colcount={6}
      aria-activedescendant={placed >= 0 && place !== null ? rowId(place) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="matrix-head">
        <div role="row" aria-rowindex={1} className="matrix-row launcher-row">
          <div role="columnheader" aria-colindex={1}>
            <span className="unseen">Selected</span>
          </div>
          <div role="columnheader" aria-colindex={2}>
            <span className="unseen">Favourite</span>
          </div>
          <div role="columnheader" aria-colindex={3}>
            Name
          </div>
          <div role="columnheader" aria-colindex={4}>
            Id
          </div>
          <div role="columnheader" aria-colindex={5}>
            In
          </div>
          <div role="columnheader" aria-colindex={6}>
            Last opened
          </div>
        </div>
      </div>
      <div role="rowgroup" className="matrix-rows" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((virtual) => {
          const row = rows[virtual.index];
          const top = virtual.start - ROW;
          if (!row) {
            return null;
          }
          return row.kind === "head" ? (
            <div
              key={row.id}
              role="row"
              aria-rowindex={virtual.index + 2}
              className="matrix-row matrix-group"
              style={{ top }}
            >
              <div role="gridcell" aria-colindex={1} aria-colspan={6} className="clip">
                {row.name} <span className="faint num">{row.number.toLocaleString("en")}</span>
              </div>
            </div>
          ) : (
            <Line
              key={row.id}
              row={row}
              top={top}
              nth={virtual.index + 2}
              here={row.id === place}
              selected={selected.has(row.id)}
              favourite={favourites.has(row.id)}
              recent={recents.get(row.id)}
              session={sessions.get(row.id)}
              terms={terms}
              now={now}
              onPoint={(what, several) => {
                onPlace(row.id);
                scroller.current?.focus();
                if (what === "select" || several) {
                  props.onSelect([row.id], !selected.has(row.id));
                } else if (what === "star") {
                  props.onFavourite(row.id);
                } else if (what === "open") {
                  props.onOpen(row.id);
                }
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The element of an account's row. */
export function rowId(account: AccountId): string {
  return `launch-${account}`;
}

interface LineProps {
  row: AccountRow;
  top: number;
  nth: number;
  here: boolean;
  selected: boolean;
  favourite: boolean;
  recent: Recent | undefined;
  session: ConsoleSession | undefined;
  terms: readonly string[];
  now: number;
  onPoint: (what: "select" | "star" | "open" | "row", several: boolean) => void;
}

function Line({ row, top, nth, here, selected, favourite, recent, session, terms, now, onPoint }: LineProps) {
  const refusal = cannotEnter(row.account);
  return (
    // The keyboard is the grid's; a row only takes the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={rowId(row.id)}
      role="row"
      tabIndex={-1}
      aria-rowindex={nth}
      aria-selected={selected}
      className={`matrix-row launcher-row${here ? " here" : ""}${selected ? " on" : ""}${refusal ? " off" : ""}`}
      style={{ top }}
      onClick={(event) => {
        const part = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-part]") : null;
        const what = part?.dataset["part"];
        onPoint(what === "select" || what === "star" ? what : "row", event.ctrlKey || event.metaKey);
      }}
      onDoubleClick={() => onPoint("open", false)}
    >
      <div role="gridcell" aria-colindex={1} data-part="select" className="launcher-tick">
        <span aria-hidden className={selected ? "tick on" : "tick"} />
      </div>
      <div
        role="gridcell"
        aria-colindex={2}
        data-part="star"
        className={favourite ? "launcher-star on" : "launcher-star"}
        title={favourite ? "Remove from favourites" : "Add to favourites"}
      >
        <Star aria-hidden size={14} />
        {favourite && <span className="unseen">Favourite</span>}
      </div>
      <div role="gridcell" aria-colindex={3} className="clip" title={row.account.name}>
        <Marked text={row.account.name} terms={terms} />
      </div>
      <div role="gridcell" aria-colindex={4} className="mono muted">
        <Marked text={row.id} terms={terms} />
      </div>
      <div role="gridcell" aria-colindex={5} className="clip muted" title={row.path}>
        <Marked text={row.path} terms={terms} />
      </div>
      <div role="gridcell" aria-colindex={6} className="clip muted" title={refusal ?? recent?.role}>
        {refusal ? (
          <span className="faint">{SHUT[row.account.state]}</span>
        ) : session ? (
          <Chip tone="ok">{left(session.endsAt, now)} left</Chip>
        ) : (
          recent && ago(recent.at, now)
        )}
      </div>
    </div>
  );
}
