import type { Change, ConnectionId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { BootstrapDialog } from "./BootstrapDialog";
import { DeleteRoleDialog, SessionDialog } from "./ChangeRoleDialogs";
import { CreateRoleDialog } from "./CreateRoleDialog";
import { EditTrustDialog } from "./EditTrustDialog";
import type { RoleWish } from "./roleWish";

export type { RoleWish } from "./roleWish";

export interface RoleDialogsProps {
  connection: ConnectionId;
  index: TreeIndex;
  wish: RoleWish;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** The dialog that a wish about roles leads to. */
export function RoleDialogs({ wish, onReview, ...all }: RoleDialogsProps) {
  const review: typeof onReview = (changes) => {
    all.onClose();
    onReview(changes);
  };
  switch (wish.do) {
    case "create":
      return <CreateRoleDialog {...all} accounts={wish.accounts} name={wish.name} onReview={review} />;
    case "editTrust":
      return <EditTrustDialog {...all} accounts={wish.accounts} role={wish.role} onReview={review} />;
    case "delete":
      return <DeleteRoleDialog {...all} accounts={wish.accounts} role={wish.role} onReview={review} />;
    case "session":
      return <SessionDialog {...all} accounts={wish.accounts} role={wish.role} onReview={review} />;
    case "bootstrap":
      return <BootstrapDialog {...all} account={wish.account} role={wish.role} onReview={review} />;
  }
}
