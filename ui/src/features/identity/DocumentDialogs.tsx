import { FileUp } from "lucide-react";
import { useRef, useState } from "react";

import { commands, type ConnectionId, type Failure, type IdentitySpec, type ReadIdentity } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { TextArea } from "../../kit/TextArea";
import { Ticked } from "../../kit/Ticked";
import { ShowDialog } from "./ShowDialog";
import { wordsOf } from "./steps";

/** What somebody wants to do with the document as a text. */
export type DocumentWish = "open" | "show";

interface DocumentDialogsProps {
  wish: DocumentWish;
  connection: ConnectionId;
  spec: IdentitySpec;
  /** Another document takes the place of this one. */
  onOpen: (spec: IdentitySpec) => void;
  onClose: () => void;
}

/** The document as a text: to keep, share and review, and to go on with one that was kept. */
export function DocumentDialogs({ wish, connection, spec, onOpen, onClose }: DocumentDialogsProps) {
  return wish === "show" ? (
    <ShowDialog spec={spec} onClose={onClose} />
  ) : (
    <OpenDialog connection={connection} onOpen={onOpen} onClose={onClose} />
  );
}

function OpenDialog({ connection, onOpen, onClose }: Omit<DocumentDialogsProps, "wish" | "spec">) {
  const [text, setText] = useState("");
  const [read, setRead] = useState<ReadIdentity | null>(null);
  const [failure, setFailure] = useState<Pick<Failure, "message" | "hint"> | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const wrong = read?.problems.filter(({ blocking }) => blocking) ?? [];

  function take(next: string): void {
    setText(next);
    setRead(null);
    setFailure(null);
  }

  async function open(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const found = await run(commands.readIdentity(connection, text));
      if (found.spec && !found.problems.some(({ blocking }) => blocking)) {
        onOpen(found.spec);
      }
      setRead(found);
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title="Open a document" place="wide" onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "" && !busy) {
            void open();
          }
        }}
      >
        <p className="muted">
          It takes the place of the draft. Nothing is changed in AWS before you review and run it.
        </p>
        <div className="csv-from">
          <Button icon={FileUp} autoFocus onClick={() => file.current?.click()}>
            Choose a file…
          </Button>
          <input
            ref={file}
            type="file"
            className="unseen"
            tabIndex={-1}
            accept=".json,application/json"
            aria-label="File of the document"
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              chosen
                ?.text()
                .then(take, () => setFailure({ message: "the file cannot be read", hint: "Paste its text instead." }));
              // The same file may be chosen again once it was corrected.
              event.target.value = "";
            }}
          />
          <span className="muted">or paste its text below</span>
        </div>
        <TextArea label="Document" rows={10} mono value={text} onChange={take} />
        {failure && <FailureNote failure={failure} />}
        {wrong.length > 0 && (
          <ul className="problems" aria-label="Problems of the document">
            {wrong.map((problem) => (
              <li key={`${problem.pointer} ${problem.message}`}>
                <span>
                  {problem.line !== null && (
                    <span className="num">
                      Line {problem.line}
                      {problem.column !== null && `, column ${problem.column}`}:{" "}
                    </span>
                  )}
                  <Ticked text={wordsOf(problem)} />
                </span>
              </li>
            ))}
          </ul>
        )}
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          {read?.spec && wrong.length > 0 && (
            <Button onClick={() => read.spec && onOpen(read.spec)}>Open it all the same</Button>
          )}
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            refusal={text.trim() === "" ? "Choose a file or paste a text first" : null}
          >
            Open
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
