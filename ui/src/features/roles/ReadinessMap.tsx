import type { Change, ConnectionId, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import type { RoleWish } from "./RoleDialogs";

export interface ReadinessMapProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  onReview: (changes: Change[]) => void;
  onReveal: (account: NodeId) => void;
  /** Leads to the dialogs about roles. */
  onRoles: (wish: RoleWish) => void;
}

/** Which role can be assumed in which account. */
export function ReadinessMap(props: ReadinessMapProps) {
  return <p hidden>{Object.keys(props).length}</p>;
}
