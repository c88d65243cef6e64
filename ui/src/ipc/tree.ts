import type { AccountState, Node, NodeId, OrganizationView, TreeParts } from "./bindings";

/** A node that is an account, with what only accounts have. */
export type AccountNode = Extract<Node, { kind: "account" }>;

/** How many accounts stand below a node, by state. */
export interface Counts {
  accounts: number;
  /** Organizational units below, at any depth. */
  ous: number;
  /** Accounts directly in it. */
  direct: number;
  /** Organizational units directly in it. */
  directOus: number;
  byState: Partial<Record<AccountState, number>>;
}

/** A tree with what is often asked of it, found once. */
export interface TreeIndex {
  root: Node | undefined;
  byId: ReadonlyMap<NodeId, Node>;
  counts: ReadonlyMap<NodeId, Counts>;
  /** From the root down, the node itself last. */
  lineage(id: NodeId): Node[];
  /** Names below the root, `/` for the root: `/Workloads/prod`. */
  path(id: NodeId): string;
}

// By nodes, for a tree that was confirmed again has the nodes it had.
const indexes = new WeakMap<readonly Node[], TreeIndex>();

/** The index of `parts`, made once for each tree. */
export function indexTree(parts: TreeParts): TreeIndex {
  const known = indexes.get(parts.nodes);
  if (known) {
    return known;
  }
  const byId = new Map(parts.nodes.map((node) => [node.id, node]));
  const paths = new Map<NodeId, string>();

  function path(id: NodeId): string {
    const cached = paths.get(id);
    if (cached !== undefined) {
      return cached;
    }
    const node = byId.get(id);
    if (!node?.parentId) {
      return "/";
    }
    const above = path(node.parentId);
    const own = above === "/" ? `/${node.name}` : `${above}/${node.name}`;
    paths.set(id, own);
    return own;
  }

  function lineage(id: NodeId): Node[] {
    const line: Node[] = [];
    for (let node = byId.get(id); node; node = node.parentId ? byId.get(node.parentId) : undefined) {
      line.push(node);
    }
    return line.toReversed();
  }

  const index: TreeIndex = {
    root: parts.nodes.find((node) => node.parentId === null),
    byId,
    counts: count(parts.nodes),
    lineage,
    path,
  };
  indexes.set(parts.nodes, index);
  return index;
}

function count(nodes: readonly Node[]): Map<NodeId, Counts> {
  const counts = new Map<NodeId, Counts>();
  for (const node of nodes) {
    if (node.kind !== "account") {
      counts.set(node.id, { accounts: 0, ous: 0, direct: 0, directOus: 0, byState: {} });
    }
  }
  // Parents stand before their children, so backwards every node is whole when its parent takes it over.
  for (const node of nodes.toReversed()) {
    const above = node.parentId ? counts.get(node.parentId) : undefined;
    if (!above) {
      continue;
    }
    if (node.kind === "account") {
      above.accounts += 1;
      above.direct += 1;
      above.byState[node.state] = (above.byState[node.state] ?? 0) + 1;
      continue;
    }
    const own = counts.get(node.id);
    above.directOus += 1;
    above.ous += 1 + (own?.ous ?? 0);
    above.accounts += own?.accounts ?? 0;
    for (const state of STATES) {
      const number = own?.byState[state];
      if (number) {
        above.byState[state] = (above.byState[state] ?? 0) + number;
      }
    }
  }
  return counts;
}

/** The states of an account in the order of its life. */
export const STATES: readonly AccountState[] = [
  "PENDING_ACTIVATION",
  "ACTIVE",
  "SUSPENDED",
  "PENDING_CLOSURE",
  "CLOSED",
  "UNKNOWN",
];

function same(before: Node, now: Node): boolean {
  if (before.name !== now.name || before.parentId !== now.parentId || before.arn !== now.arn) {
    return false;
  }
  if (before.kind === "account" && now.kind === "account") {
    return (
      before.email === now.email &&
      before.state === now.state &&
      before.joinedMethod === now.joinedMethod &&
      before.joinedAt === now.joinedAt
    );
  }
  return before.kind === now.kind;
}

/** `now` with every node that did not change taken from `before`, so that only rows that differ are drawn. */
export function shareTree(before: OrganizationView | undefined, now: OrganizationView): OrganizationView {
  if (!before?.tree || !now.tree || before.tree === now.tree) {
    return now;
  }
  // What was dismissed once stays dismissed while it says the same.
  const told = JSON.stringify(before.differences) === JSON.stringify(now.differences);
  const old = new Map(before.tree.nodes.map((node) => [node.id, node]));
  let moved = before.tree.nodes.length !== now.tree.nodes.length;
  const nodes = now.tree.nodes.map((node, place) => {
    const known = old.get(node.id);
    const kept = known && same(known, node) ? known : node;
    moved ||= before.tree?.nodes[place] !== kept;
    return kept;
  });
  const differences = told ? before.differences : now.differences;
  return { ...now, differences, tree: { ...now.tree, nodes: moved ? nodes : before.tree.nodes } };
}
