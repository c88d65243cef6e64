import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight, Minus, Check as Tick } from "lucide-react";
import {
  type ComponentType,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";

import { intentOf } from "./keys";
import { rowIndex, type Shape, type TreeItem } from "./shape";
import { ROW } from "./Tree";
import { useTypeAhead } from "./useTypeAhead";

/** Whether an item is ticked; `some`: only a part of what is below it. */
export type TickState = "all" | "some" | "none";

const CHECKED: Record<TickState, boolean | "mixed"> = { all: true, some: "mixed", none: false };
/** How far a level is indented, in px. */
const INDENT = 18;

interface TickTreeProps<T extends TreeItem> {
  label: string;
  shape: Shape<T>;
  /** Places of the visible rows, in order. */
  rows: readonly number[];
  isOpen: (id: string) => boolean;
  ticked: (id: string) => TickState;
  /** Why an item cannot be ticked; null where it can. */
  refusal: (item: T) => string | null;
  /** What stands beside the box. */
  Words: ComponentType<{ item: T }>;
  nameOf: (item: T) => string;
  onToggle: (id: string, open: boolean) => void;
  onTick: (id: string) => void;
}

/** A tree whose items are ticked, with the pointer or with arrows and Space. Only rows in sight are in the document. */
export function TickTree<T extends TreeItem>(props: TickTreeProps<T>) {
  const { shape, rows, isOpen, ticked, refusal, Words, onToggle, onTick } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const typeLetter = useTypeAhead(props.nameOf);
  const [chosen, setChosen] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  const prefix = useId();

  const rowOf = (id: string | null) => (id === null ? -1 : rowIndex(rows, shape.places.get(id) ?? -1));
  const chosenRow = rowOf(chosen);
  // The row with the keyboard must exist to be announced.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return chosenRow < 0 || shown.includes(chosenRow) ? shown : [...shown, chosenRow].toSorted((a, b) => a - b);
    },
    [chosenRow],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    rangeExtractor,
    getItemKey: (index) => shape.items[rows[index] ?? -1]?.id ?? index,
  });

  // The keyboard's row stays in sight when it moves; not when rows come and go around it.
  const followed = useRef(chosen);
  useEffect(() => {
    if (followed.current !== chosen) {
      followed.current = chosen;
      if (chosenRow >= 0) {
        virtualizer.scrollToIndex(chosenRow, { align: "auto" });
      }
    }
  }, [chosen, chosenRow, virtualizer]);

  function tick(id: string): void {
    const item = shape.items[shape.places.get(id) ?? -1];
    if (item && refusal(item) === null) {
      onTick(id);
    }
  }

  function onClick(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const id = target?.closest<HTMLElement>("[data-id]")?.dataset["id"];
    if (id === undefined) {
      return;
    }
    setChosen(id);
    if (target?.closest("[data-twisty]")) {
      onToggle(id, !isOpen(id));
    } else {
      tick(id);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1);
    const ground = { shape, rows, isOpen, focused: chosenRow < 0 ? null : chosen, page };
    const intent = intentOf(event, ground);
    switch (intent?.does) {
      case "choose":
        if (event.key === " ") {
          tick(intent.id);
        } else {
          setChosen(intent.id);
        }
        break;
      case "open":
      case "close":
        onToggle(intent.id, intent.does === "open");
        break;
      case "type": {
        const found = typeLetter(ground, intent.text, event.timeStamp);
        if (found !== null) {
          setChosen(found);
        }
        break;
      }
      default:
        // The dialog's, or nobody's.
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      ref={scroller}
      className="tick-tree"
      role="tree"
      aria-label={props.label}
      aria-multiselectable
      aria-activedescendant={chosenRow >= 0 ? `${prefix}${chosen}` : undefined}
      tabIndex={0}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={() => {
        setFocused(true);
        setChosen((before) => before ?? shape.items[rows[0] ?? -1]?.id ?? null);
      }}
      onBlur={() => setFocused(false)}
    >
      <div role="presentation" className="tree-rows" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((virtual) => {
          const place = rows[virtual.index] ?? -1;
          const item = shape.items[place];
          if (!item) {
            return null;
          }
          const [branch, state, why] = [shape.branch[place] === 1, ticked(item.id), refusal(item)];
          const open = branch && isOpen(item.id);
          return (
            <div
              key={item.id}
              id={`${prefix}${item.id}`}
              data-id={item.id}
              role="treeitem"
              className={focused && item.id === chosen ? "tick-row focused" : "tick-row"}
              style={{ top: virtual.start, paddingLeft: 8 + (shape.depth[place] ?? 0) * INDENT }}
              title={why ?? undefined}
              aria-level={(shape.depth[place] ?? 0) + 1}
              aria-posinset={shape.nth[place]}
              aria-setsize={shape.siblings[place]}
              aria-expanded={branch ? open : undefined}
              aria-checked={CHECKED[state]}
              aria-selected={state === "all"}
              aria-disabled={why !== null || undefined}
            >
              <span data-twisty={branch || undefined} className={open ? "twisty open" : "twisty"}>
                {branch && <ChevronRight aria-hidden size={14} />}
              </span>
              <span aria-hidden className={`tick ${state}`}>
                {state === "all" && <Tick size={12} />}
                {state === "some" && <Minus size={12} />}
              </span>
              <Words item={item} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
