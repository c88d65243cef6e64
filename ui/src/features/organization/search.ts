import type { Node, TreeParts } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { fits } from "../../kit/search";

const texts = new WeakMap<readonly Node[], Map<Node, string>>();

/** What can be searched of every node: name, id, email and path, made once for each tree. */
function searchable(parts: TreeParts, index: TreeIndex): Map<Node, string> {
  const known = texts.get(parts.nodes);
  if (known) {
    return known;
  }
  const made = new Map(
    parts.nodes.map((node) => {
      const email = node.kind === "account" ? node.email : "";
      return [node, `${node.name}\n${node.id}\n${email}\n${index.path(node.id)}`.toLowerCase()];
    }),
  );
  texts.set(parts.nodes, made);
  return made;
}

/** Whether a node has all of `terms` in its name, id, email or path. */
export function searchIn(parts: TreeParts, index: TreeIndex, terms: readonly string[]): (node: Node) => boolean {
  const text = searchable(parts, index);
  return (node) => fits(text.get(node) ?? "", terms);
}
