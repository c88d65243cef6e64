import type { ConnectionId, Failure } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { refreshNow } from "./LoadState";

interface LoadFailedProps {
  connection: ConnectionId;
  failure: Failure;
  /** Signs in once more, from the beginning. */
  onSignIn: () => void;
}

/** Why the organization could not be loaded, and what helps: a new sign-in where the last one has ended. */
export function LoadFailed({ connection, failure, onSignIn }: LoadFailedProps) {
  return (
    <FailureNote
      failure={failure}
      actions={
        <>
          {failure.code === "signedOut" && (
            <Button variant="primary" onClick={onSignIn}>
              Sign in again
            </Button>
          )}
          <Button onClick={() => refreshNow(connection)}>Try again</Button>
        </>
      }
    />
  );
}
