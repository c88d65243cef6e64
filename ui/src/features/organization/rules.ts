import type { Change, Node, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { count } from "../../kit/words";

/** Where a drop on `id` goes: an account hands it to what holds it. */
export function targetOf(index: TreeIndex, id: NodeId): NodeId {
  const node = index.byId.get(id);
  return node?.kind === "account" && node.parentId ? node.parentId : id;
}

function nodesOf(index: TreeIndex, ids: readonly NodeId[]): Node[] {
  return ids.flatMap((id) => index.byId.get(id) ?? []);
}

/** Why `ids` cannot be moved at all; null if they can. */
export function cannotMove(index: TreeIndex, ids: readonly NodeId[]): string | null {
  const nodes = nodesOf(index, ids);
  if (nodes.some((node) => node.kind === "root")) {
    return "The root cannot be moved";
  }
  if (nodes.some((node) => node.kind === "ou")) {
    return "An OU cannot be moved in this version";
  }
  return nodes.length === 0 ? "There is nothing to move" : null;
}

/** Why `ids` cannot be dropped on `target`; null if they can. What stands there already stays out of it. */
export function refusalOf(index: TreeIndex, ids: readonly NodeId[], target: NodeId): string | null {
  const refusal = cannotMove(index, ids);
  if (refusal) {
    return refusal;
  }
  const nodes = nodesOf(index, ids);
  if (!nodes.every((node) => node.parentId === target)) {
    return null;
  }
  const place = index.byId.get(target)?.name ?? target;
  return nodes.length === 1 ? `${nodes[0]?.name} stands in ${place} already` : `All stand in ${place} already`;
}

/** The changes that move `ids` to `target`, without those that stand there. */
export function movesOf(index: TreeIndex, ids: readonly NodeId[], target: NodeId): Change[] {
  return nodesOf(index, ids)
    .filter((node) => node.kind === "account" && node.parentId !== target)
    .map((node) => ({ change: "moveAccount", account: node.id, to: target }));
}

/** `ledger`, `3 accounts`, `2 OUs`, `4 things`. */
export function inWords(index: TreeIndex, ids: readonly NodeId[]): string {
  const nodes = nodesOf(index, ids);
  const [first] = nodes;
  if (nodes.length === 1 && first) {
    return first.name;
  }
  if (nodes.every((node) => node.kind === "account")) {
    return count(nodes.length, "account");
  }
  return nodes.every((node) => node.kind === "ou") ? count(nodes.length, "OU") : count(nodes.length, "thing");
}

/** Why an OU cannot be deleted; null if it can. AWS deletes empty ones only. */
export function cannotDelete(index: TreeIndex, ou: NodeId): string | null {
  const counts = index.counts.get(ou);
  if (!counts) {
    return "Only an OU can be deleted";
  }
  const inside = [
    counts.direct > 0 ? count(counts.direct, "account") : null,
    counts.directOus > 0 ? count(counts.directOus, "OU") : null,
  ].filter((words) => words !== null);
  return inside.length > 0 ? `It holds ${inside.join(" and ")}` : null;
}
