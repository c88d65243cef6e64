import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { disableNativeDragPreview } from "@atlaskit/pragmatic-drag-and-drop/element/disable-native-drag-preview";
import { type ComponentType, memo, useEffect, useRef } from "react";

import type { TreeItem } from "./shape";
import type { RowProps } from "./Tree";

/** The element id of a row, which the tree names as the active one. */
export function rowId(id: string): string {
  return `row-${id}`;
}

interface Props<T extends TreeItem, X> {
  item: T;
  top: number;
  index: number;
  depth: number;
  nth: number;
  siblings: number;
  branch: boolean;
  open: boolean;
  selected: boolean;
  focused: boolean;
  cut: boolean;
  carried: boolean;
  over: "welcome" | "refused" | null;
  hint: string;
  Row: ComponentType<RowProps<T, X>>;
  extra: X;
}

function PlainTreeRow<T extends TreeItem, X>(props: Props<T, X>) {
  const element = useRef<HTMLDivElement>(null);
  const { item, Row } = props;

  useEffect(() => {
    if (!element.current) {
      return;
    }
    return draggable({
      element: element.current,
      getInitialData: () => ({ treeRow: item.id }),
      // The label beside the pointer says where the drop would go; a picture of the row could not.
      onGenerateDragPreview: ({ nativeSetDragImage }) => disableNativeDragPreview({ nativeSetDragImage }),
    });
  }, [item.id]);

  let className = "tree-row";
  if (props.selected) {
    className += " selected";
  }
  if (props.focused) {
    className += " focused";
  }
  if (props.cut || props.carried) {
    className += " ghost";
  }
  if (props.over) {
    className += ` over-${props.over}`;
  }
  return (
    <div
      ref={element}
      id={rowId(item.id)}
      data-id={item.id}
      role="row"
      className={className}
      // `top`, not a transform: libraries that measure where a drop lands ignore transforms.
      style={{ top: props.top }}
      title={props.hint}
      aria-rowindex={props.index}
      aria-level={props.depth + 1}
      aria-posinset={props.nth}
      aria-setsize={props.siblings}
      aria-expanded={props.branch ? props.open : undefined}
      aria-selected={props.selected}
    >
      <Row item={item} depth={props.depth} open={props.open} branch={props.branch} extra={props.extra} />
    </div>
  );
}

// memo() forgets type parameters; the cast gives them back.
export const TreeRow = memo(PlainTreeRow) as typeof PlainTreeRow;
