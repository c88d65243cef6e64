import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Code, ConnectionId, Failure } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { canUseCode, signInAgain } from "./signIn";

/** A session that ended, a question that was given up, a code that AWS did not take, a role that does not let in. */
const SIGN_IN_HELPS: ReadonlySet<Code> = new Set(["signedOut", "cancelled", "invalid", "denied"]);

interface SignedOutProps {
  connection: ConnectionId;
  /** Why the connection is not open. */
  failure: Failure;
  /** Opens it with what is there: for whoever signed in elsewhere meanwhile. */
  onTryAgain: () => void;
  onConnections: () => void;
}

/** A connection that could not be opened: why, and the ways back in. */
export function SignedOut({ connection, failure, onTryAgain, onConnections }: SignedOutProps) {
  const client = useQueryClient();
  const known = useQuery(q.connections()).data?.find(({ id }) => id === connection);
  const [busy, setBusy] = useState(false);
  const [again, setAgain] = useState<Failure | null>(null);
  const shown = again ?? failure;
  const helps = again !== null || SIGN_IN_HELPS.has(shown.code);

  async function signIn(device: boolean): Promise<void> {
    setBusy(true);
    try {
      await signInAgain(client, connection, device);
    } catch (thrown) {
      setAgain(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="page-message">
      <h1 className="unseen">{known ? `${known.name} is not open` : "The connection is not open"}</h1>
      <FailureNote
        failure={shown}
        actions={
          <>
            {helps && (
              <Button variant="primary" busy={busy} onClick={() => void signIn(false)}>
                Sign in again
              </Button>
            )}
            {canUseCode(known) && (
              <Button busy={busy} onClick={() => void signIn(true)}>
                Use a code instead
              </Button>
            )}
            <Button refusal={busy ? "Canopy is signing in" : null} onClick={onTryAgain}>
              Try again
            </Button>
            <Button onClick={onConnections}>Other connections</Button>
          </>
        }
      />
    </div>
  );
}
