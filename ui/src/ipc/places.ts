import type { NodeId } from "./bindings";
import type { TreeIndex } from "./tree";

/** Somewhere an account can stand. */
export interface Place {
  id: NodeId;
  name: string;
  detail: string;
  refusal: string | null;
}

/** The root and all OUs by path, to choose one from. */
export function places(index: TreeIndex, refusal?: (id: NodeId) => string | null): Place[] {
  return [...index.byId.values()]
    .filter((node) => node.kind !== "account")
    .map((node) => ({
      id: node.id,
      name: node.kind === "root" ? `${node.name} (root)` : index.path(node.id).slice(1),
      detail: node.id,
      refusal: refusal?.(node.id) ?? null,
    }));
}
