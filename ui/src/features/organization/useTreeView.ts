import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import {
  commands,
  type ConnectionId,
  type Node,
  type NodeId,
  type TreeParts,
  type ViewState,
} from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { indexTree, type TreeIndex } from "../../ipc/tree";
import { termsOf } from "../../kit/search";
import { type Selection, without } from "../../kit/tree/selection";
import { ancestors, branches, type Shape, shapeOf, visibleRows, withAncestors } from "../../kit/tree/shape";
import { searchIn } from "./search";

/** Up to this many nodes, a tree that is seen for the first time stands open. */
const OPEN_AT_FIRST = 200;
/** How long the view rests before it is remembered, in ms. */
const REMEMBER_AFTER_MS = 400;

export interface TreeView {
  index: TreeIndex;
  shape: Shape<Node>;
  rows: readonly number[];
  found: number | null;
  terms: readonly string[];
  isOpen: (id: NodeId) => boolean;
  selection: Selection;
  query: string;
  setQuery: (query: string) => void;
  setSelection: (next: Selection) => void;
  toggle: (id: NodeId, open: boolean) => void;
  openAll: () => void;
  closeAll: () => void;
  /** Closes everything below `id`, itself not. */
  foldBelow: (id: NodeId) => void;
  reveal: (id: NodeId) => void;
}

function openAtFirst(shape: Shape<Node>): ReadonlySet<NodeId> {
  const every = branches(shape);
  return new Set(shape.items.length <= OPEN_AT_FIRST ? every : every.slice(0, 1));
}

/** What of a tree is open, selected and searched for, remembered from one start to the next. */
export function useTreeView(connection: ConnectionId, tree: TreeParts, remembered: ViewState): TreeView {
  const index = indexTree(tree);
  const shape = useMemo(() => shapeOf(tree.nodes, (node) => node.kind !== "account"), [tree.nodes]);
  // Until someone opens or closes something, the tree's size decides.
  const [chosen, setChosen] = useState<ReadonlySet<NodeId> | null>(
    () => remembered.expanded && new Set(remembered.expanded),
  );
  const expanded = useMemo(() => chosen ?? openAtFirst(shape), [chosen, shape]);
  const [kept, setSelection] = useState<Selection>(() => {
    const selected = remembered.selected ?? [];
    const focused = selected.at(-1) ?? null;
    return { selected: new Set(selected), focused, anchor: focused };
  });
  const selection = useMemo(() => without(kept, (id) => index.byId.has(id)), [kept, index]);
  const [query, setQueryText] = useState("");
  const [folded, setFolded] = useState<ReadonlySet<NodeId>>(new Set());
  const terms = useMemo(() => termsOf(query), [query]);
  const searching = terms.length > 0;

  const filter = useMemo(() => {
    if (!searching) {
      return null;
    }
    const isFound = searchIn(tree, index, terms);
    let found = 0;
    const shown = withAncestors(shape, (node) => {
      const fits = isFound(node);
      found += fits ? 1 : 0;
      return fits;
    });
    return { shown, found };
  }, [searching, tree, index, terms, shape]);

  const isOpen = useCallback(
    (id: NodeId) => (searching ? !folded.has(id) : expanded.has(id)),
    [searching, folded, expanded],
  );
  const rows = useMemo(() => visibleRows(shape, isOpen, filter?.shown), [shape, isOpen, filter]);

  const setQuery = useCallback((text: string) => {
    setFolded(new Set());
    setQueryText(text);
  }, []);

  const toggle = useCallback(
    (id: NodeId, open: boolean) => {
      if (searching) {
        setFolded((before) => changed(before, id, !open));
      } else {
        setChosen(changed(expanded, id, open));
      }
    },
    [searching, expanded],
  );

  const openAll = useCallback(() => {
    setFolded(new Set());
    setChosen(new Set(branches(shape)));
  }, [shape]);

  const closeAll = useCallback(() => {
    const root = shape.items[0]?.id;
    setChosen(new Set(root === undefined ? [] : [root]));
  }, [shape]);

  const foldBelow = useCallback(
    (id: NodeId) => {
      const from = shape.places.get(id) ?? 0;
      const below = new Set(shape.items.slice(from + 1, shape.end[from]).map((node) => node.id));
      setChosen(new Set([...expanded].filter((open) => !below.has(open))));
    },
    [shape, expanded],
  );

  const reveal = useCallback(
    (id: NodeId) => {
      setQueryText("");
      setChosen((before) => new Set([...(before ?? openAtFirst(shape)), ...ancestors(shape, id)]));
      setSelection({ selected: new Set([id]), focused: id, anchor: id });
    },
    [shape],
  );

  useRemembered(connection, tree, chosen, selection, remembered);
  return {
    index,
    shape,
    rows,
    found: filter?.found ?? null,
    terms,
    isOpen,
    selection,
    query,
    setQuery,
    setSelection,
    toggle,
    openAll,
    closeAll,
    foldBelow,
    reveal,
  };
}

function changed(before: ReadonlySet<NodeId>, id: NodeId, present: boolean): ReadonlySet<NodeId> {
  const after = new Set(before);
  if (present) {
    after.add(id);
  } else {
    after.delete(id);
  }
  return after;
}

function useRemembered(
  connection: ConnectionId,
  tree: TreeParts,
  expanded: ReadonlySet<NodeId> | null,
  selection: Selection,
  remembered: ViewState,
): void {
  const client = useQueryClient();
  const waiting = useRef<(() => void) | null>(null);
  const first = useRef(true);
  const opening = useRef(remembered.opening ?? null);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const seen = { expanded: expanded && [...expanded], selected: [...selection.selected] };
    client.setQueryData(q.viewState(connection).queryKey, { ...seen, opening: opening.current });
    const save = () => {
      waiting.current = null;
      const html = tree.complete ? drawn() : null;
      if (html !== null) {
        opening.current = { html, at: tree.asOf };
      }
      // A view that is not remembered costs a click; there is nobody to tell.
      void commands.saveViewState(connection, { ...seen, opening: opening.current }).catch(() => undefined);
    };
    const timer = setTimeout(save, REMEMBER_AFTER_MS);
    waiting.current = save;
    return () => clearTimeout(timer);
  }, [client, connection, tree, expanded, selection.selected]);
  useEffect(() => () => waiting.current?.(), []);
}

/**
 * The window as it stands, for the next start to begin with; nothing while the tree is not in it.
 * Of the icons only their room is kept, and of the inspector its place: they cost the first paint more
 * than they tell.
 */
function drawn(): string | null {
  const shown = document.querySelector(".app:has(.tree)");
  const app = shown?.cloneNode(true);
  if (!shown || !(app instanceof Element)) {
    return null;
  }
  const icons = shown.querySelectorAll("svg");
  for (const [nth, icon] of [...app.querySelectorAll("svg")].entries()) {
    const room = document.createElement("i");
    room.className = "icon-room";
    const { width, height } = icons[nth]?.getBoundingClientRect() ?? { width: 0, height: 0 };
    room.style.width = `${width}px`;
    room.style.height = `${height}px`;
    icon.replaceWith(room);
  }
  for (const passing of app.querySelectorAll(".toasts, .floats, .load-bar")) {
    passing.remove();
  }
  app.querySelector(".side")?.replaceChildren();
  return app.outerHTML;
}
