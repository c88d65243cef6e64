import type { AccountId, Change, ConnectionId, RoleName } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";

/** What someone wants to do with roles. */
export type RoleWish =
  | { do: "create"; accounts: readonly AccountId[] }
  | { do: "editTrust"; accounts: readonly AccountId[]; role: RoleName | null }
  | { do: "delete"; accounts: readonly AccountId[]; role: RoleName | null }
  | { do: "bootstrap"; account: AccountId };

export interface RoleDialogsProps {
  connection: ConnectionId;
  index: TreeIndex;
  wish: RoleWish;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** The dialog that a wish about roles leads to. */
export function RoleDialogs(props: RoleDialogsProps) {
  return <p hidden>{Object.keys(props).length}</p>;
}
