import { useQuery } from "@tanstack/react-query";
import { CircleUser, Folder, Search, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";

import type { ConnectionId, Node, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { TreeIndex } from "../../ipc/tree";
import { Marked } from "../../kit/Marked";
import { fits, termsOf } from "../../kit/search";
import { keys } from "../../kit/words";
import { nodesFor, usual } from "./rank";

/** Something that can be done from anywhere. */
export interface PaletteAction {
  id: string;
  name: string;
  icon: LucideIcon;
  keys?: string;
  /** Why it cannot be done now. */
  refusal?: string | null;
  run: () => void;
}

interface PaletteProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  actions: readonly PaletteAction[];
  onClose: () => void;
  onOpenConsole: (account: NodeId) => void;
  onReveal: (node: NodeId) => void;
}

type Entry = { group: string; id: string } & ({ node: Node } | { action: PaletteAction });

/** Finds any account, OU or action by typing. Enter opens an account's console; with Alt it shows the place in the tree. */
export function Palette({ connection, index, actions, onClose, onOpenConsole, onReveal }: PaletteProps) {
  const recents = useQuery(q.recents(connection)).data;
  const favourites = useQuery(q.favourites(connection)).data;
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const terms = useMemo(() => termsOf(typed), [typed]);

  const entries = useMemo<Entry[]>(() => {
    const nodes = index ? nodesFor(index, usual(favourites ?? [], recents ?? []), typed) : [];
    const fitting = actions.filter((action) => fits(action.name.toLowerCase(), terms));
    const groupOf = (id: NodeId) =>
      terms.length > 0 ? "Accounts and OUs" : favourites?.includes(id) ? "Favourites" : "Recent accounts";
    return [
      ...nodes.map((node) => ({ group: groupOf(node.id), id: node.id, node })),
      ...fitting.map((action) => ({ group: "Actions", id: action.id, action })),
    ];
  }, [index, favourites, recents, typed, terms, actions]);
  const at = Math.min(place, entries.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);

  function take(entry: Entry | undefined, inTree: boolean): void {
    if (!entry || ("action" in entry && entry.action.refusal)) {
      return;
    }
    onClose();
    if ("action" in entry) {
      entry.action.run();
    } else if (entry.node.kind === "account" && !inTree) {
      onOpenConsole(entry.node.id);
    } else {
      onReveal(entry.node.id);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setPlace(entries.length === 0 ? 0 : (at + step + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(entries[at], event.altKey);
    }
  }

  const current = entries[at];
  return (
    <ModalOverlay className="overlay top" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal top">
        <Dialog className="palette" aria-label="Go to an account, an OU or an action">
          <div className="palette-input">
            <Search aria-hidden size={16} />
            <input
              role="combobox"
              aria-label="Go to"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={current ? `${id}-${at}` : undefined}
              aria-autocomplete="list"
              placeholder="Account, OU or action"
              value={typed}
              spellCheck={false}
              // A palette is there to be typed into.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              onChange={(event) => {
                setTyped(event.target.value);
                setPlace(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div ref={list} id={`${id}-list`} role="listbox" aria-label="Found" className="palette-list">
            {entries.map((entry, nth) => (
              <div key={`${entry.group} ${entry.id}`} role="presentation">
                {entry.group !== entries[nth - 1]?.group && (
                  <p className="label palette-group" role="presentation">
                    {entry.group}
                  </p>
                )}
                {/* The keyboard stays in the field above and reaches this through it. */}
                {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
                <div
                  id={`${id}-${nth}`}
                  role="option"
                  aria-selected={nth === at}
                  aria-disabled={"action" in entry && entry.action.refusal ? true : undefined}
                  className="option"
                  onPointerMove={() => setPlace(nth)}
                  onClick={(event) => take(entry, event.altKey)}
                >
                  <EntryLine entry={entry} index={index} terms={terms} />
                </div>
              </div>
            ))}
            {entries.length === 0 && <p className="listbox-empty">Nothing fits “{typed}”</p>}
          </div>
          <footer className="palette-foot">
            <span>
              <kbd>Enter</kbd>{" "}
              {current && "node" in current
                ? current.node.kind === "account"
                  ? "open console"
                  : "show in the tree"
                : "do it"}
            </span>
            {current && "node" in current && current.node.kind === "account" && (
              <span>
                <kbd>{keys("Alt Enter")}</kbd> show in the tree
              </span>
            )}
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function EntryLine({ entry, index, terms }: { entry: Entry; index: TreeIndex | null; terms: readonly string[] }) {
  if ("action" in entry) {
    const Icon = entry.action.icon;
    return (
      <>
        <Icon aria-hidden size={14} />
        <span className={entry.action.refusal ? "faint" : "grow"}>
          <Marked text={entry.action.name} terms={terms} />
        </span>
        {entry.action.refusal && <span className="muted grow clip">{entry.action.refusal}</span>}
        {entry.action.keys && <kbd>{keys(entry.action.keys)}</kbd>}
      </>
    );
  }
  const { node } = entry;
  const above = node.parentId && index ? index.path(node.parentId) : "";
  return (
    <>
      {node.kind === "account" ? <CircleUser aria-hidden size={14} /> : <Folder aria-hidden size={14} />}
      <span className="palette-name clip">
        <Marked text={node.name} terms={terms} />
      </span>
      <span className="muted clip grow">
        <Marked text={above} terms={terms} />
      </span>
      <code>
        <Marked text={node.id} terms={terms} />
      </code>
    </>
  );
}
