import { useVirtualizer, defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import {
  type ComponentType,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";

import { DragLabel } from "./DragLabel";
import { intentOf } from "./keys";
import { choose, type Selection } from "./selection";
import { rowIndex, type Shape, type TreeItem } from "./shape";
import { rowId, TreeRow } from "./TreeRow";
import { type DropRules, useTreeDrag } from "./useTreeDrag";
import { useTypeAhead } from "./useTypeAhead";

/** Height of a row and of the head, in px. */
export const ROW = 28;

/** What a row's content is drawn from. Memoised: `extra` must keep its identity while it says the same. */
export interface RowProps<T extends TreeItem, X> {
  item: T;
  depth: number;
  open: boolean;
  branch: boolean;
  extra: X;
}

/** What others may ask of the tree. */
export interface TreeHandle {
  focus(): void;
  reveal(id: string): void;
}

export interface TreeProps<T extends TreeItem, X> {
  label: string;
  /** Column heads, as gridcells. */
  head: ReactNode;
  columns: number;
  shape: Shape<T>;
  /** Places of the visible rows, in order. */
  rows: readonly number[];
  isOpen: (id: string) => boolean;
  selection: Selection;
  /** Rows that were cut and wait to be pasted. */
  cut: ReadonlySet<string>;
  Row: ComponentType<RowProps<T, X>>;
  extra: X;
  nameOf: (item: T) => string;
  /** What a pointer resting on the row is told. */
  hintOf: (item: T) => string;
  onSelection: (next: Selection) => void;
  onToggle: (id: string, open: boolean) => void;
  onActivate: (id: string) => void;
  onRename: (id: string) => void;
  onDelete: (id: string) => void;
  onSelectAll: () => void;
  onClear: () => void;
  onCut: () => void;
  onPaste: () => void;
  onMenu: (id: string, at: { x: number; y: number }) => void;
  drop: DropRules;
  handle?: Ref<TreeHandle>;
}

/** A tree as a treegrid over one flat list of rows; only those near the viewport are in the document. */
export function Tree<T extends TreeItem, X>(props: TreeProps<T, X>) {
  const { shape, rows, isOpen, selection, onSelection, onToggle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const typeLetter = useTypeAhead(props.nameOf);
  const [dragged, setDragged] = useState<string | null>(null);

  const rowOf = useCallback(
    (id: string | null) => (id === null ? -1 : rowIndex(rows, shape.places.get(id) ?? -1)),
    [rows, shape],
  );
  const focusedRow = rowOf(selection.focused);
  const draggedRow = rowOf(dragged);
  // The row with the keyboard must exist to be announced; a dragged row must stay, or its drag never ends.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      const extra = [focusedRow, draggedRow].filter((row) => row >= 0 && !shown.includes(row));
      return extra.length > 0 ? [...shown, ...extra].toSorted((a, b) => a - b) : shown;
    },
    [focusedRow, draggedRow],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
    rangeExtractor,
    getItemKey: (index) => shape.items[rows[index] ?? -1]?.id ?? index,
  });

  const reveal = useCallback(
    (id: string) => {
      const row = rowOf(id);
      if (row >= 0) {
        virtualizer.scrollToIndex(row, { align: "auto" });
      }
    },
    [rowOf, virtualizer],
  );
  useImperativeHandle(props.handle, () => ({ focus: () => scroller.current?.focus(), reveal }), [reveal]);

  const { over, refusal, label } = useTreeDrag({
    scroller,
    shape,
    rows,
    rules: props.drop,
    selection,
    onToggle,
    isOpen,
    setDragged,
  });

  // The keyboard's row stays in sight when it moves; not when rows come and go around it.
  const followed = useRef(selection.focused);
  useLayoutEffect(() => {
    if (followed.current !== selection.focused) {
      followed.current = selection.focused;
      if (selection.focused !== null) {
        reveal(selection.focused);
      }
    }
  }, [selection.focused, reveal]);

  const rowIds = useMemo(() => rows.map((place) => shape.items[place]?.id ?? ""), [rows, shape]);

  function idAt(target: EventTarget): string | null {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-id]") : null;
    return row?.dataset["id"] ?? null;
  }

  function onClick(event: MouseEvent): void {
    const id = idAt(event.target);
    if (id === null) {
      return;
    }
    if (event.target instanceof Element && event.target.closest("[data-twisty]")) {
      onToggle(id, !isOpen(id));
      return;
    }
    const mode = event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "replace";
    onSelection(choose(selection, rowIds, id, mode));
  }

  function onDoubleClick(event: MouseEvent): void {
    const id = idAt(event.target);
    if (id !== null && !(event.target instanceof Element && event.target.closest("[data-twisty]"))) {
      props.onActivate(id);
    }
  }

  function openMenuAt(id: string): void {
    const row = document.getElementById(rowId(id))?.getBoundingClientRect();
    if (row) {
      props.onMenu(id, { x: row.left + 48, y: row.bottom });
    }
  }

  function onContextMenu(event: MouseEvent): void {
    event.preventDefault();
    const id = idAt(event.target);
    if (id === null) {
      return;
    }
    if (!selection.selected.has(id)) {
      onSelection(choose(selection, rowIds, id, "replace"));
    }
    props.onMenu(id, { x: event.clientX, y: event.clientY });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const ground = { shape, rows, isOpen, focused: focusedRow < 0 ? null : selection.focused, page };
    const intent = intentOf(event, ground);
    if (!intent) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (intent.does) {
      case "choose":
        onSelection(choose(selection, rowIds, intent.id, intent.mode));
        break;
      case "open":
      case "close":
        onToggle(intent.id, intent.does === "open");
        break;
      case "activate":
        props.onActivate(intent.id);
        break;
      case "rename":
        props.onRename(intent.id);
        break;
      case "delete":
        props.onDelete(intent.id);
        break;
      case "menu":
        openMenuAt(intent.id);
        break;
      case "selectAll":
        props.onSelectAll();
        break;
      case "clear":
        props.onClear();
        break;
      case "cut":
        props.onCut();
        break;
      case "paste":
        props.onPaste();
        break;
      case "type": {
        const id = typeLetter(ground, intent.text, event.timeStamp);
        if (id !== null) {
          onSelection(choose(selection, rowIds, id, "replace"));
        }
        break;
      }
    }
  }

  function onFocus(): void {
    const first = rowIds[0];
    if (selection.focused === null && first !== undefined && !pointed.current) {
      onSelection({ ...selection, focused: first, anchor: first });
    }
  }
  // A click focuses the tree before it chooses a row; only the keyboard needs a first row to start from.
  const pointed = useRef(false);
  useEffect(() => {
    const release = () => {
      pointed.current = false;
    };
    window.addEventListener("pointerup", release);
    window.addEventListener("dragend", release);
    return () => {
      window.removeEventListener("pointerup", release);
      window.removeEventListener("dragend", release);
    };
  }, []);

  const active = focusedRow >= 0 && selection.focused !== null ? rowId(selection.focused) : undefined;
  const height: CSSProperties = { height: virtualizer.getTotalSize() };
  return (
    <>
      <div
        ref={scroller}
        className="tree"
        role="treegrid"
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={rows.length + 1}
        aria-colcount={props.columns}
        aria-activedescendant={active}
        tabIndex={0}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={onContextMenu}
        onKeyDown={onKeyDown}
        onPointerDown={() => {
          pointed.current = true;
        }}
        onFocus={onFocus}
      >
        <div role="rowgroup" className="tree-head">
          <div role="row" aria-rowindex={1} className="tree-row">
            {props.head}
          </div>
        </div>
        <div role="rowgroup" className="tree-rows" style={height}>
          {virtualizer.getVirtualItems().map((virtual) => {
            const place = rows[virtual.index] ?? -1;
            const item = shape.items[place];
            if (!item) {
              return null;
            }
            return (
              <TreeRow
                key={item.id}
                item={item}
                top={virtual.start - ROW}
                index={virtual.index + 2}
                depth={shape.depth[place] ?? 0}
                nth={shape.nth[place] ?? 1}
                siblings={shape.siblings[place] ?? 1}
                branch={shape.branch[place] === 1}
                open={shape.branch[place] === 1 && isOpen(item.id)}
                selected={selection.selected.has(item.id)}
                focused={item.id === selection.focused}
                cut={props.cut.has(item.id)}
                carried={
                  dragged !== null &&
                  (item.id === dragged || (selection.selected.has(dragged) && selection.selected.has(item.id)))
                }
                over={over === item.id ? (refusal ? "refused" : "welcome") : null}
                hint={props.hintOf(item)}
                Row={props.Row}
                extra={props.extra}
              />
            );
          })}
        </div>
      </div>
      <DragLabel {...label} />
    </>
  );
}
