import type { BillKey, Grouping, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { keyId } from "./words";

/** Where a line stands: in which grouping, in which row, and what must be open to see it. */
export interface Way {
  by: Grouping;
  row: string;
  open: readonly string[];
}

/** The way to what lies at the end of `path`, without leaving the grouping where it stands there, too. */
export function wayTo(path: readonly BillKey[], by: Grouping, index: TreeIndex | null): Way | null {
  const last = path.at(-1);
  const account = path.findLast((key) => key.of === "account");
  if (!last) {
    return null;
  }
  if (account?.of === "account") {
    const way = by === "account" ? { by, row: keyId(account), open: [] } : wayToAccount(account.id, index);
    return last.of === "service" ? { ...way, row: `${way.row} / ${keyId(last)}`, open: [...way.open, way.row] } : way;
  }
  switch (last.of) {
    case "ou":
      return { by: "ou", row: keyId(last), open: unitsAbove(last.id, index) };
    case "direct": {
      const unit: BillKey = { of: "ou", id: last.parent };
      const isRoot = index?.root?.id === last.parent;
      return isRoot ? null : { by: "ou", row: keyId(unit), open: [...unitsAbove(last.parent, index), keyId(unit)] };
    }
    case "departed":
      return { by: "ou", row: keyId(last), open: [keyId(last)] };
    case "service":
      return { by: "service", row: keyId(last), open: [] };
    case "charge":
      return { by: "charge", row: keyId(last), open: [keyId(last)] };
    case "seller":
      return { by: "seller", row: keyId(last), open: [] };
    case "account":
    case "recordType":
    case "organization":
    case "others":
      return null;
  }
}

function wayToAccount(id: NodeId, index: TreeIndex | null): Way {
  const own = keyId({ of: "account", id });
  const parent = index?.byId.get(id)?.parentId;
  if (parent === undefined || parent === null) {
    // What has left stands in a group of its own; without a tree, all accounts stand side by side.
    return index ? { by: "ou", row: `departed / ${own}`, open: ["departed"] } : { by: "ou", row: own, open: [] };
  }
  if (parent === index?.root?.id) {
    return { by: "ou", row: own, open: [] };
  }
  const unit = keyId({ of: "ou", id: parent });
  return { by: "ou", row: `${unit} / ${own}`, open: [...unitsAbove(parent, index), unit] };
}

/** The rows of the units above one, from the first level down. */
function unitsAbove(id: NodeId, index: TreeIndex | null): string[] {
  const line = index?.lineage(id) ?? [];
  return line.slice(1, -1).map((node) => keyId({ of: "ou", id: node.id }));
}
