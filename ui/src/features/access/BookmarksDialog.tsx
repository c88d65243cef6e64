import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";

import { commands, type ConnectionId, type Failure } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { Suggest } from "../../kit/Suggest";
import { count } from "../../kit/words";

interface BookmarksDialogProps {
  connection: ConnectionId;
  accounts: readonly AccountNode[];
  onClose: () => void;
}

/** Switch-role links to several accounts, as a file of bookmarks that every browser imports. */
export function BookmarksDialog({ connection, accounts, onClose }: BookmarksDialogProps) {
  const usual = useQuery(q.settings()).data?.defaultRole ?? "";
  const known = useQuery(q.readiness(connection)).data?.roles ?? [];
  const [typedRole, setTypedRole] = useState<string | null>(null);
  const [file, setFile] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const role = (typedRole ?? usual).trim();
  const refusal = role === "" ? "Choose a role" : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (refusal !== null || busy) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      setFile(
        await run(
          commands.saveSwitchRoleBookmarks(
            connection,
            accounts.map(({ id }) => id),
            role,
          ),
        ),
      );
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Bookmarks for ${count(accounts.length, "account")}`} onClose={onClose}>
      <form noValidate className="dialog-body" onSubmit={(event) => void submit(event)}>
        <p className="muted">
          A switch-role link for each account, in a file that browsers import as bookmarks. They hold no secret: whoever
          uses one signs in to the console first.
        </p>
        <Suggest
          label="Role"
          mono
          autoFocus
          suggestions={[...new Set([usual, ...known])].filter(Boolean)}
          value={typedRole ?? usual}
          onChange={(text) => {
            setTypedRole(text);
            setFile(null);
          }}
        />
        {file !== null && (
          <Note
            tone="info"
            title="The bookmarks are saved"
            hint={
              <span className="link-line">
                <code>{file}</code>
                <CopyButton what="path" text={file} />
              </span>
            }
          />
        )}
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>{file === null ? "Cancel" : "Close"}</Button>
          <Button type="submit" variant="primary" icon={Download} busy={busy} refusal={refusal}>
            Save bookmarks
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
