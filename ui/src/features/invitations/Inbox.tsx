import { useQuery } from "@tanstack/react-query";
import { Inbox as InboxIcon } from "lucide-react";

import type { Change, ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Empty } from "./Empty";
import { LOOK_EVERY_MS } from "./expiry";
import { openNow, questions, Received } from "./Received";

interface InboxProps {
  connection: ConnectionId;
  onReview: (changes: Change[]) => void;
}

/** What an account that stands alone was asked, or how it comes to be asked. */
export function Inbox({ connection, onReview }: InboxProps) {
  const invitations = useQuery({
    ...q.invitations(connection),
    refetchOnMount: "always",
    refetchInterval: LOOK_EVERY_MS,
  });
  if (invitations.isError) {
    return (
      <FailureNote
        failure={toFailure(invitations.error)}
        actions={<Button onClick={() => void invitations.refetch()}>Try again</Button>}
      />
    );
  }
  if (invitations.data === undefined) {
    return (
      // As high as what follows mostly, so that nothing below it moves.
      <div className="empty" role="status">
        <p className="muted">Reading the invitations…</p>
      </div>
    );
  }
  const received = questions(invitations.data.received);
  return (
    <>
      {openNow(received) === 0 && (
        <Empty
          icon={<InboxIcon aria-hidden size={24} />}
          title="No invitation is open"
          actions={
            <Button busy={invitations.isFetching} onClick={() => void invitations.refetch()}>
              Look again
            </Button>
          }
        >
          Give the owner of the organization this account’s id, or the email of its root user. The invitation appears
          here.
        </Empty>
      )}
      <Received received={received} onReview={onReview} />
    </>
  );
}
