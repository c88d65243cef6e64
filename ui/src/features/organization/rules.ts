import type { AccountState, Change, Node, NodeId } from "../../ipc/bindings";
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

/** Deepest an OU may stand below the root. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const DEEPEST_OU = 5;

/** Why `ids` cannot be moved at all; null if they can. */
export function cannotMove(index: TreeIndex, ids: readonly NodeId[]): string | null {
  const nodes = nodesOf(index, ids);
  if (nodes.some((node) => node.kind === "root")) {
    return "The root cannot be moved";
  }
  return nodes.length === 0 ? "There is nothing to move" : null;
}

/** `ids` without what stands in an OU that is among them: it goes with it. */
function topmost(index: TreeIndex, ids: readonly NodeId[]): Node[] {
  const chosen = new Set(ids);
  return nodesOf(index, ids).filter(
    (node) => !index.lineage(node.id).some((above) => above.id !== node.id && chosen.has(above.id)),
  );
}

/** Why `ids` cannot be dropped on `target`; null if they can. What stands there already stays out of it. */
export function refusalOf(index: TreeIndex, ids: readonly NodeId[], target: NodeId): string | null {
  const refusal = cannotMove(index, ids);
  if (refusal) {
    return refusal;
  }
  const nodes = topmost(index, ids);
  const place = index.byId.get(target)?.name ?? target;
  if (nodes.every((node) => node.parentId === target)) {
    return nodes.length === 1 ? `${nodes[0]?.name} stands in ${place} already` : `All stand in ${place} already`;
  }
  const moved = nodes.filter((node) => node.kind === "ou" && node.parentId !== target);
  return moved.length === 0 ? null : ouRefusal(index, moved, target, place);
}

/** Why the OUs `moved` cannot go to `target`: into themselves, too deep, or beside one of the same name. */
function ouRefusal(index: TreeIndex, moved: readonly Node[], target: NodeId, place: string): string | null {
  const line = index.lineage(target);
  const around = moved.find((node) => line.some(({ id }) => id === node.id));
  if (around) {
    return `${around.name} cannot be moved into itself`;
  }
  const names = new Set(siblingsOf(index, target));
  for (const { name } of moved) {
    if (names.has(name)) {
      return `An OU named ${name} stands in ${place} already`;
    }
    names.add(name);
  }
  const deep = moved.find((node) => line.length - 1 + height(index, node.id) > DEEPEST_OU);
  return deep ? `OUs nest ${DEEPEST_OU} deep at most; ${deep.name} would stand deeper` : null;
}

/** How many levels of OUs `ou` is, itself among them. */
function height(index: TreeIndex, ou: NodeId): number {
  const own = index.lineage(ou).length;
  let lowest = own;
  if ((index.counts.get(ou)?.directOus ?? 0) > 0) {
    for (const node of index.byId.values()) {
      if (node.kind === "ou") {
        const line = index.lineage(node.id);
        if (line.length > lowest && line.some(({ id }) => id === ou)) {
          lowest = line.length;
        }
      }
    }
  }
  return lowest - own + 1;
}

/** The names of the OUs directly in `parent`, but for `except`. */
export function siblingsOf(index: TreeIndex, parent: NodeId, except?: NodeId): string[] {
  return [...index.byId.values()]
    .filter((node) => node.kind === "ou" && node.parentId === parent && node.id !== except)
    .map((node) => node.name);
}

/** The changes that move `ids` to `target`, without those that stand there. */
export function movesOf(index: TreeIndex, ids: readonly NodeId[], target: NodeId): Change[] {
  return topmost(index, ids)
    .filter((node) => node.parentId !== target)
    .map((node) =>
      node.kind === "account"
        ? { change: "moveAccount", account: node.id, to: target }
        : { change: "moveOu", ou: node.id, to: target },
    );
}

/** Why `ids` cannot be closed or removed, as far as it is known here; null if it can be planned. */
export function cannotLetGo(
  index: TreeIndex,
  ids: readonly NodeId[],
  managementAccountId: NodeId,
  how: "closed" | "removed",
): string | null {
  const nodes = nodesOf(index, ids);
  if (nodes.length === 0) {
    return "Select an account first";
  }
  if (nodes.some((node) => node.kind !== "account")) {
    return `Only accounts can be ${how}`;
  }
  if (nodes.some((node) => node.id === managementAccountId)) {
    return `The management account cannot be ${how}`;
  }
  const gone = nodes.filter((node) => node.kind === "account" && isGoing(node.state));
  if (how === "closed" && gone.length > 0) {
    return gone.length === 1
      ? `${gone[0]?.name} is closed or being closed`
      : `${gone.length} are closed or being closed`;
  }
  return null;
}

function isGoing(state: AccountState): boolean {
  return state === "CLOSED" || state === "PENDING_CLOSURE";
}

/** Why an account's own settings (name, address, contacts, regions) cannot be changed; null if they can. */
export function cannotEdit(index: TreeIndex, ids: readonly NodeId[]): string | null {
  const [node, ...more] = nodesOf(index, ids);
  if (node?.kind !== "account" || more.length > 0) {
    return "Select one account first";
  }
  return node.state === "CLOSED" ? `${node.name} is closed` : null;
}

/** Why an account's address cannot be changed from here; null if it can. */
export function cannotChangeEmail(
  index: TreeIndex,
  ids: readonly NodeId[],
  managementAccountId: NodeId,
): string | null {
  const refusal = cannotEdit(index, ids);
  return refusal === null && ids.includes(managementAccountId)
    ? "Only its root user changes the management account’s email, in its console"
    : refusal;
}

/** Why nothing can be tagged; null if it can. */
export function cannotTag(index: TreeIndex, ids: readonly NodeId[]): string | null {
  return nodesOf(index, ids).length === 0 ? "Select an account or an OU first" : null;
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
