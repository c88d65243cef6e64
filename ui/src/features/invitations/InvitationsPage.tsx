import { useQuery } from "@tanstack/react-query";
import { FileSpreadsheet, Inbox, RefreshCw, UserPlus } from "lucide-react";

import type { AccountId, Change, ConnectionId, NodeId, OrganizationView } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button, IconButton } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { useNow } from "../../kit/useNow";
import { ago } from "../../kit/words";
import { Empty } from "./Empty";
import { isOpen, LOOK_EVERY_MS } from "./expiry";
import { Limits } from "./Limits";
import { questions, Received } from "./Received";
import { cannotInvite } from "./rules";
import { type InviteDraft, NOTHING } from "./sent";
import { Sent } from "./Sent";

interface InvitationsPageProps {
  connection: ConnectionId;
  view: OrganizationView | undefined;
  index: TreeIndex | null;
  caller: AccountId | undefined;
  onReview: (changes: Change[]) => void;
  onInvite: (draft: InviteDraft) => void;
  onInviteCsv: () => void;
  onReveal: (node: NodeId) => void;
}

/** Invitations on both sides: what this account was asked, and what its organization sent. */
export function InvitationsPage({ connection, view, index, caller, ...doing }: InvitationsPageProps) {
  const now = useNow();
  const invitations = useQuery({
    ...q.invitations(connection),
    refetchOnMount: "always",
    refetchInterval: LOOK_EVERY_MS,
  });
  const { data } = invitations;
  const refusal = cannotInvite(view, caller);
  const asked = questions(data?.received ?? []);
  const sent = data?.sent?.filter(({ action }) => action === "INVITE") ?? null;
  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">Invitations</h1>
        <span className="load-words" role="status">
          {invitations.isFetching ? "Reading…" : data ? `Updated ${ago(data.asOf, now)}` : ""}
        </span>
        <IconButton
          icon={RefreshCw}
          label="Refresh"
          spinning={invitations.isFetching}
          onClick={() => void invitations.refetch()}
        />
        <Button changes icon={FileSpreadsheet} refusal={refusal} onClick={doing.onInviteCsv}>
          Invite from CSV…
        </Button>
        <Button changes icon={UserPlus} variant="primary" refusal={refusal} onClick={() => doing.onInvite(NOTHING)}>
          Invite accounts
        </Button>
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page invitations" tabIndex={0} role="region" aria-label="Invitations">
        {invitations.isError && (
          <FailureNote
            failure={toFailure(invitations.error)}
            actions={<Button onClick={() => void invitations.refetch()}>Try again</Button>}
          />
        )}
        {data === undefined ? (
          !invitations.isError && <Skeleton />
        ) : (
          <>
            {asked.length > 0 && (
              <section className="received" aria-label="Received invitations">
                <header className="section-head">
                  <h2 className="grow">Received</h2>
                </header>
                <Received received={asked} onReview={doing.onReview} />
              </section>
            )}
            {sent === null ? (
              <NoneSent refusal={refusal} outside={view?.standing?.standing === "outside"} asked={asked.length} />
            ) : (
              <>
                <Limits
                  connection={connection}
                  invitations={data}
                  accounts={index?.root ? (index.counts.get(index.root.id)?.accounts ?? null) : null}
                  open={sent.filter(isOpen).length}
                />
                <Sent connection={connection} sent={sent} index={index} refusal={refusal} {...doing} />
              </>
            )}
          </>
        )}
      </div>
    </>
  );
}

/** For whom there is nothing that was sent: who can send, and what they themselves can do. */
function NoneSent({
  refusal,
  outside,
  asked,
}: {
  refusal: string | null;
  outside: boolean;
  /** How many questions stand above. */
  asked: number;
}) {
  if (!outside) {
    return (
      <Note
        tone="info"
        title={refusal ?? "What the organization sent cannot be read with this connection"}
        hint="Open a connection to the management account to send invitations and to see those that were sent."
      />
    );
  }
  return asked > 0 ? (
    <p className="muted">To invite others, this account needs an organization of its own.</p>
  ) : (
    <Empty icon={<Inbox aria-hidden size={24} />} title="Nobody invited this account">
      Give the owner of the organization this account’s id, or the email of its root user: the invitation appears here.
      To invite others, create an organization first.
    </Empty>
  );
}

function Skeleton() {
  return (
    <div className="skeleton rows" role="status" aria-label="Reading the invitations">
      {["34%", "62%", "58%", "66%"].map((width) => (
        <i key={width} style={{ width }} />
      ))}
    </div>
  );
}
