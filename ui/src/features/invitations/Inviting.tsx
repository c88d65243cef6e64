import { useQuery } from "@tanstack/react-query";

import type { Change, ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { TreeIndex } from "../../ipc/tree";
import { InviteCsvDialog } from "./InviteCsvDialog";
import { InviteDialog } from "./InviteDialog";
import type { InviteDraft } from "./sent";

/** How someone wants to invite: in a form that begins so, or from a table. */
export type Wanted = InviteDraft | "csv";

interface InvitingProps {
  connection: ConnectionId;
  index: TreeIndex;
  wanted: Wanted;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** The dialog that asks whom to invite; it can be opened from anywhere. */
export function Inviting({ connection, index, wanted, onClose, onReview }: InvitingProps) {
  const invitations = useQuery(q.invitations(connection));
  const review: typeof onReview = (changes) => {
    onClose();
    onReview(changes);
  };
  return wanted === "csv" ? (
    <InviteCsvDialog connection={connection} index={index} onClose={onClose} onReview={review} />
  ) : (
    <InviteDialog index={index} invitations={invitations.data} draft={wanted} onClose={onClose} onReview={review} />
  );
}
