import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { dropTargetForElements, monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";

import type { DragLabelProps } from "./DragLabel";
import type { Selection } from "./selection";
import type { Shape, TreeItem } from "./shape";
import { ROW } from "./Tree";

/** Time a pointer rests on a closed branch before it opens, in ms. */
const OPEN_AFTER_MS = 600;

/** What may go where. */
export interface DropRules {
  /** Where a drop on this row goes: itself, or what holds it. */
  targetOf: (id: string) => string;
  /** Why these cannot be dropped there; null if they can. */
  refusal: (ids: readonly string[], target: string) => string | null;
  /** In words: `ledger`, `3 accounts`. */
  what: (ids: readonly string[]) => string;
  /** The target's name. */
  where: (target: string) => string;
  onDrop: (ids: readonly string[], target: string) => void;
}

interface Ground<T extends TreeItem> {
  scroller: RefObject<HTMLDivElement | null>;
  shape: Shape<T>;
  rows: readonly number[];
  rules: DropRules;
  selection: Selection;
  isOpen: (id: string) => boolean;
  onToggle: (id: string, open: boolean) => void;
  setDragged: (id: string | null) => void;
}

interface Dragging {
  ids: readonly string[];
  target: string | null;
  refusal: string | null;
}

/** Drags rows onto rows: one drop target for the whole list, which finds the row below the pointer. */
export function useTreeDrag<T extends TreeItem>(ground: Ground<T>) {
  const { scroller } = ground;
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const resting = useRef<{ id: string; timer: number } | null>(null);

  function rest(id: string | null): void {
    if (resting.current?.id === id) {
      return;
    }
    if (resting.current) {
      clearTimeout(resting.current.timer);
      resting.current = null;
    }
    if (id !== null) {
      resting.current = { id, timer: window.setTimeout(() => open(id), OPEN_AFTER_MS) };
    }
  }

  const open = useEffectEvent((id: string) => {
    if (!ground.isOpen(id)) {
      ground.onToggle(id, true);
    }
  });

  const idBelow = useEffectEvent((clientY: number): string | null => {
    const element = scroller.current;
    if (!element) {
      return null;
    }
    const y = clientY - element.getBoundingClientRect().top + element.scrollTop - ROW;
    const at = ground.rows[Math.floor(y / ROW)];
    return y < 0 || at === undefined ? null : (ground.shape.items[at]?.id ?? null);
  });

  const start = useEffectEvent((id: string) => {
    const { selected } = ground.selection;
    const ids = selected.has(id) ? inOrder(ground, selected) : [id];
    ground.setDragged(id);
    setDragging({ ids, target: null, refusal: null });
  });

  const move = useEffectEvent((clientX: number, clientY: number, isOver: boolean) => {
    if (place.current) {
      place.current.style.transform = `translate(${clientX + 14}px, ${clientY + 10}px)`;
    }
    const below = isOver ? idBelow(clientY) : null;
    rest(below);
    setDragging((now) => {
      if (!now) {
        return now;
      }
      const target = below === null ? null : ground.rules.targetOf(below);
      if (target === now.target) {
        return now;
      }
      return { ...now, target, refusal: target === null ? null : ground.rules.refusal(now.ids, target) };
    });
  });

  const drop = useEffectEvent((clientY: number, id: string, isOver: boolean) => {
    rest(null);
    ground.setDragged(null);
    setDragging(null);
    const { selected } = ground.selection;
    const ids = selected.has(id) ? inOrder(ground, selected) : [id];
    const below = isOver ? idBelow(clientY) : null;
    if (below === null) {
      return;
    }
    const target = ground.rules.targetOf(below);
    if (ground.rules.refusal(ids, target) === null) {
      ground.rules.onDrop(ids, target);
    }
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) {
      return;
    }
    const isRow = (data: Record<string | symbol, unknown>) => typeof data["treeRow"] === "string";
    return combine(
      dropTargetForElements({ element, canDrop: ({ source }) => isRow(source.data), getDropEffect: () => "move" }),
      autoScrollForElements({ element, canScroll: ({ source }) => isRow(source.data) }),
      monitorForElements({
        canMonitor: ({ source }) => isRow(source.data),
        onDragStart: ({ source, location }) => {
          start(String(source.data["treeRow"]));
          move(location.current.input.clientX, location.current.input.clientY, false);
        },
        onDrag: ({ location }) => {
          const { input, dropTargets } = location.current;
          move(input.clientX, input.clientY, dropTargets.length > 0);
        },
        onDrop: ({ source, location }) => {
          const { input, dropTargets } = location.current;
          drop(input.clientY, String(source.data["treeRow"]), dropTargets.length > 0);
        },
      }),
    );
  }, [scroller]);

  const label: DragLabelProps = {
    place,
    what: dragging ? ground.rules.what(dragging.ids) : null,
    where: dragging?.target ? ground.rules.where(dragging.target) : null,
    refusal: dragging?.refusal ?? null,
  };
  return { over: dragging?.target ?? null, refusal: dragging?.refusal ?? null, label };
}

function inOrder<T extends TreeItem>({ shape }: Ground<T>, ids: ReadonlySet<string>): string[] {
  return [...ids].toSorted((a, b) => (shape.places.get(a) ?? 0) - (shape.places.get(b) ?? 0));
}
