import { Building2, CircleUser, Crown, Folder, Users } from "lucide-react";
import { createContext, use, useMemo, useState } from "react";

import type { Node, NodeId, Scope } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { Marked } from "../../kit/Marked";
import { fits, termsOf } from "../../kit/search";
import { branches, shapeOf, visibleRows, withAncestors } from "../../kit/tree/shape";
import { TickTree } from "../../kit/tree/TickTree";
import { count } from "../../kit/words";
import { OwnAccountsContext } from "./ownAccounts";
import { cannotHave, type Own, tick, ticksOf, withIds } from "./scopeTicks";

interface ScopeDialogProps {
  title: string;
  index: TreeIndex;
  scope: Scope;
  onChoose: (scope: Scope) => void;
  onClose: () => void;
}

/** Up to this many nodes, the tree stands open. */
const OPEN_AT_FIRST = 200;

/** Accounts and OUs ticked in the tree. */
export function ScopeDialog({ title, index, scope: before, onChoose, onClose }: ScopeDialogProps) {
  const { home, management } = use(OwnAccountsContext);
  const nodes = useMemo(() => [...index.byId.values()], [index]);
  const shape = useMemo(() => shapeOf(nodes, (node) => node.kind !== "account"), [nodes]);
  const own: Own = useMemo(() => new Set([home, management].filter((id) => id !== null)), [home, management]);
  const [scope, setScope] = useState(() => withIds(index, before));
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState<ReadonlySet<NodeId>>(() => openAtFirst(shape, scope));
  const [folded, setFolded] = useState<ReadonlySet<NodeId>>(new Set());
  const ticks = useMemo(() => ticksOf(shape, scope, own), [shape, scope, own]);
  const terms = useMemo(() => termsOf(query), [query]);
  const searching = terms.length > 0;
  const kept = useMemo(
    () =>
      terms.length === 0
        ? undefined
        : withAncestors(shape, (node) => fits(`${node.name}\n${node.id}\n${index.path(node.id)}`.toLowerCase(), terms)),
    [terms, shape, index],
  );
  // While somebody searches, all that is found is in sight.
  const isOpen = (id: NodeId) => (searching ? !folded.has(id) : open.has(id));
  const rows = visibleRows(shape, isOpen, kept);

  function toggle(id: NodeId, wanted: boolean): void {
    const set = (ids: ReadonlySet<NodeId>, add: boolean) =>
      new Set(add ? [...ids, id] : [...ids].filter((each) => each !== id));
    if (searching) {
      setFolded(set(folded, !wanted));
    } else {
      setOpen(set(open, wanted));
    }
  }

  return (
    <Dialog title={title} place="wide" onClose={onClose}>
      <div className="dialog-body">
        <Field label="Find an account or OU" value={query} onChange={setQuery} />
        {rows.length === 0 ? (
          <p className="muted" role="status">
            Nothing is called so.
          </p>
        ) : (
          <Terms value={terms}>
            <TickTree
              label="Accounts and OUs"
              shape={shape}
              rows={rows}
              isOpen={isOpen}
              ticked={(id) => ticks.states[shape.places.get(id) ?? -1] ?? "none"}
              refusal={cannotHave}
              Words={NodeWords}
              nameOf={(node) => node.name}
              onToggle={toggle}
              onTick={(id) => setScope(tick(index, shape, scope, own, id))}
            />
          </Terms>
        )}
        <p className="muted">
          Accounts that join an OU later count where the whole OU is ticked.{" "}
          {own.size > 0 && "Marked accounts count only where they are ticked themselves."}
        </p>
        <footer className="foot">
          <p className="grow" role="status">
            {scope.all ? "All member accounts: " : ""}
            {count(ticks.accounts, "account")}
          </p>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            onClick={() => {
              onChoose(scope);
              onClose();
            }}
          >
            Choose
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

/** A small tree stands open; of a large one, the root and the way to what is ticked. */
function openAtFirst(shape: ReturnType<typeof shapeOf<Node>>, { accounts = [], ous = [] }: Scope): ReadonlySet<NodeId> {
  const every = branches(shape);
  if (shape.items.length <= OPEN_AT_FIRST) {
    return new Set(every);
  }
  const chosen = new Set([...accounts, ...ous]);
  const above = withAncestors(shape, ({ id }) => chosen.has(id));
  return new Set(shape.items.flatMap(({ id }, at) => (at === 0 || (above[at] === 1 && !chosen.has(id)) ? [id] : [])));
}

/** What is searched for; it comes from around the tree, which knows nothing of accounts. */
const Terms = createContext<readonly string[]>([]);

function NodeWords({ item }: { item: Node }) {
  const terms = use(Terms);
  const { home, management } = use(OwnAccountsContext);
  const Icon = item.kind === "root" ? Building2 : item.kind === "ou" ? Folder : CircleUser;
  return (
    <>
      <Icon aria-hidden size={14} className="kind" />
      <span className="clip">
        <Marked text={item.name} terms={terms} />
      </span>
      {item.id === management && <Chip icon={Crown}>Management</Chip>}
      {item.id === home && <Chip icon={Users}>People</Chip>}
      {cannotHave(item) !== null && <Chip>not active</Chip>}
    </>
  );
}
