import type { AccountId, Node, NodeId, Scope } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import type { Shape } from "../../kit/tree/shape";
import type { TickState } from "../../kit/tree/TickTree";
import { accountNamed, unitNamed } from "./spec";

/** Accounts that a scope reaches only where it names them: the management account, and the one with the people. */
export type Own = ReadonlySet<AccountId>;

/** A scope with ids in the place of names and paths. What the tree does not know stays as it is written. */
export function withIds(index: TreeIndex, scope: Scope): Scope {
  return {
    all: scope.all ?? false,
    accounts: unique((scope.accounts ?? []).map((text) => accountNamed(index, text)?.id ?? text)),
    ous: unique((scope.ous ?? []).map((text) => unitNamed(index, text) ?? text)),
  };
}

/** Why an account gets nothing, whatever is ticked; null for one that can. */
export function cannotHave(node: Node): string | null {
  if (node.kind !== "account") {
    return null;
  }
  switch (node.state) {
    case "CLOSED":
    case "SUSPENDED":
    case "PENDING_ACTIVATION":
      return "The account is not active: it gets no role";
    default:
      return null;
  }
}

/** What is ticked of a tree, place by place, and how many accounts that reaches. */
export interface Ticks {
  states: readonly TickState[];
  accounts: number;
}

/** An OU is ticked where it is as a whole, with whatever will be in it; in part where only some below it is. */
export function ticksOf(shape: Shape<Node>, scope: Scope, own: Own): Ticks {
  const { items, parent } = shape;
  const [ous, named] = [new Set(scope.ous), new Set(scope.accounts)];
  const states: TickState[] = [];
  let accounts = 0;
  items.forEach((node, at) => {
    const above = parent[at] ?? -1;
    const covered = above < 0 ? scope.all === true : states[above] === "all";
    const isOn =
      node.kind === "account"
        ? cannotHave(node) === null && (named.has(node.id) || (covered && !own.has(node.id)))
        : covered || ous.has(node.id);
    states.push(isOn ? "all" : "none");
    accounts += isOn && node.kind === "account" ? 1 : 0;
  });
  for (let at = items.length - 1; at > 0; at -= 1) {
    const above = parent[at] ?? -1;
    if (states[at] !== "none" && states[above] === "none") {
      states[above] = "some";
    }
  }
  return { states, accounts };
}

/** The scope once `id` is ticked, or no longer. `scope` has ids. */
export function tick(index: TreeIndex, shape: Shape<Node>, scope: Scope, own: Own, id: NodeId): Scope {
  const node = index.byId.get(id);
  const state = ticksOf(shape, scope, own).states[shape.places.get(id) ?? -1];
  if (!node || state === undefined) {
    return scope;
  }
  return state === "all" ? untick(index, scope, own, node) : tickNode(index, scope, own, node);
}

function tickNode(index: TreeIndex, scope: Scope, own: Own, node: Node): Scope {
  const [ous, accounts] = [scope.ous ?? [], scope.accounts ?? []];
  if (node.kind === "account") {
    return { ...scope, accounts: unique([...accounts, node.id]) };
  }
  // What is below is in the whole; accounts that must be named stay named.
  const isBelow = (other: NodeId) => index.lineage(other).some(({ id }) => id === node.id);
  const rest = {
    accounts: accounts.filter((other) => own.has(other) || !isBelow(other)),
    ous: ous.filter((other) => !isBelow(other)),
  };
  return node.kind === "root"
    ? { all: true, ...rest }
    : { all: scope.all ?? false, ...rest, ous: [...rest.ous, node.id] };
}

/** Leaves a node out. An OU that covers it is ticked as a whole no longer: what else is in it is ticked instead. */
function untick(index: TreeIndex, scope: Scope, own: Own, node: Node): Scope {
  const line = index.lineage(node.id);
  const ids = new Set(line.map(({ id }) => id));
  const [ous, accounts] = [new Set(scope.ous), new Set(scope.accounts)];
  let covered = scope.all ?? false;
  const above = node.kind === "account" && own.has(node.id) ? [] : line.slice(0, -1);
  for (const holder of above) {
    covered = ous.delete(holder.id) || covered;
    if (!covered) {
      continue;
    }
    for (const child of index.byId.values()) {
      if (child.parentId !== holder.id || ids.has(child.id) || cannotHave(child) !== null) {
        continue;
      }
      if (child.kind === "account") {
        if (!own.has(child.id)) {
          accounts.add(child.id);
        }
      } else {
        ous.add(child.id);
      }
    }
  }
  const isBelow = (other: NodeId) => index.lineage(other).some(({ id }) => id === node.id);
  const keeps = (other: NodeId) => other !== node.id && (node.kind === "account" || own.has(other) || !isBelow(other));
  return {
    all: above.length === 0 && node.kind === "account" ? (scope.all ?? false) : false,
    accounts: [...accounts].filter(keeps),
    ous: [...ous].filter(keeps),
  };
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
