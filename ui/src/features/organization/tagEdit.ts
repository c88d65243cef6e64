import type { Change, NodeId, Tag } from "../../ipc/bindings";

/** The change that turns the tags `before` of a node into `after`; null where they are the same. */
export function tagChange(node: NodeId, before: readonly Tag[], after: readonly Tag[]): Change | null {
  const old = new Map(before.map(({ key, value }) => [key, value]));
  const kept = new Set(after.map(({ key }) => key));
  const set = after.filter(({ key, value }) => old.get(key) !== value);
  const remove = before.map(({ key }) => key).filter((key) => !kept.has(key));
  return set.length === 0 && remove.length === 0 ? null : { change: "tag", node, set, remove };
}

/** The changes that set and take away tags on many nodes at once. */
export function tagMany(nodes: readonly NodeId[], set: readonly Tag[], remove: readonly string[]): Change[] {
  return nodes.map((node) => ({ change: "tag", node, set: [...set], remove: [...remove] }));
}
