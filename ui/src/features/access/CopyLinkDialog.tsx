import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { commands, type ConnectionId, type ConsoleOptions } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";
import { Note } from "../../kit/Note";

interface CopyLinkDialogProps {
  connection: ConnectionId;
  account: AccountNode;
  /** As remembered, where there are none. */
  options: ConsoleOptions | null;
  onClose: () => void;
}

/** Says what a sign-in link is worth before it is copied. Rust writes it to the clipboard; it never comes here. */
export function CopyLinkDialog({ connection, account, options, onClose }: CopyLinkDialogProps) {
  const choices = useQuery(q.consoleChoices(connection, account.id)).data;
  const role = (options ?? choices?.options)?.role ?? choices?.role;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof toFailure> | null>(null);

  async function copy(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const { expiresAt } = await run(commands.copyConsoleLink(connection, account.id, options));
      const until = new Date(expiresAt).toLocaleTimeString("en", {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      });
      noteToast("info", `Sign-in link of ${account.name} copied; it works until ${until}`);
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Copy the sign-in link of ${account.name}`} onClose={onClose}>
      <div className="dialog-body">
        <Note
          tone="warn"
          title="The link is a secret and expires in 15 minutes"
          hint={
            <>
              Whoever opens it before then is signed in to {account.name} as <code>{role ?? "the default role"}</code>,
              without a password.
            </>
          }
        />
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" autoFocus busy={busy} onClick={() => void copy()}>
            Copy link
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
