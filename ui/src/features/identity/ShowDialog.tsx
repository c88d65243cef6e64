import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Save } from "lucide-react";
import { useState } from "react";

import { commands, type Failure, type IdentitySpec } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Dialog } from "../../kit/Dialog";
import { Document } from "../../kit/Document";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { Note } from "../../kit/Note";

/** The document as a text, to be copied or saved as a file. */
export function ShowDialog({ spec, onClose }: { spec: IdentitySpec; onClose: () => void }) {
  const text = useQuery({ ...q.identityText(spec), placeholderData: keepPreviousData });
  return (
    <Dialog title="The document" place="wide" onClose={onClose}>
      <div className="dialog-body">
        <p className="muted">
          It holds no secret. Keep it, review it, and open it again here; on the command line,{" "}
          <code>canopy identity plan --spec identity.json</code> takes it too.
        </p>
        {text.isError && <FailureNote failure={toFailure(text.error)} />}
        {text.data !== undefined && <Document label="identity.json" text={text.data} />}
        <SaveForm spec={spec} />
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Close</Button>
        </footer>
      </div>
    </Dialog>
  );
}

/** Saves it where somebody says. Rust writes the file: the window may write none. */
function SaveForm({ spec }: { spec: IdentitySpec }) {
  const usual = useQuery(q.identityFile()).data ?? "";
  const [typed, setTyped] = useState<string | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const file = typed ?? usual;

  async function save(replace: boolean): Promise<void> {
    setBusy(true);
    setFailure(null);
    setSaved(null);
    try {
      setSaved((await run(commands.writeIdentity(spec, file, replace))).path);
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (file.trim() !== "" && !busy) {
          void save(false);
        }
      }}
      className="dialog-body"
    >
      <div className="identity-card-head">
        <div className="grow">
          <Field
            label="Save as"
            mono
            value={file}
            onChange={(next) => {
              setTyped(next);
              setFailure(null);
              setSaved(null);
            }}
          />
        </div>
        <Button type="submit" icon={Save} busy={busy} refusal={file.trim() === "" ? "Say where to first" : null}>
          Save
        </Button>
      </div>
      {failure && (
        <FailureNote
          failure={failure}
          actions={failure.code === "conflict" && <Button onClick={() => void save(true)}>Replace it</Button>}
        />
      )}
      {saved !== null && (
        <Note
          tone="info"
          title="The document is saved"
          hint={
            <span className="link-line">
              <code>{saved}</code>
              <CopyButton what="path" text={saved} />
            </span>
          }
        />
      )}
    </form>
  );
}
