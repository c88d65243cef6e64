import { useState } from "react";

import { commands, type Connection, type Failure } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";

/** Asks before a connection goes, and says what goes with it. */
export function RemoveDialog({
  connection,
  onRemoved,
  onClose,
}: {
  connection: Connection;
  onRemoved: () => void;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function remove(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await run(commands.deleteConnection(connection.id));
      noteToast("info", `${connection.name} removed`);
      onClose();
      onRemoved();
    } catch (thrown) {
      setFailure(toFailure(thrown));
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Remove ${connection.name}`} role="alertdialog" onClose={onClose}>
      <div className="dialog-body">
        <p>
          {connection.kind === "keys" ? "Its secret goes from the keychain, and what" : "What"} Canopy knew of its
          organization goes with it, its activity too. AWS is not touched.
        </p>
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="grow muted">Cannot be undone</span>
          <Button autoFocus onClick={onClose}>
            Cancel
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void remove()}>
            Remove connection
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
