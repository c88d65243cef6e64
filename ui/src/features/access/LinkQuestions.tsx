import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";

import { commands, type Failure, type PendingRequest } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Fact } from "../../kit/Facts";
import { FailureNote, failureToast } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { Select } from "../../kit/Select";
import { destinationWords } from "./options";
import { tellOpened } from "./useConsole";

/** Links from elsewhere that want a console opened. Anyone can write one, so each is asked about, one after the other. */
export function LinkQuestions() {
  const requests = useQuery(q.consoleRequests());
  const [first] = requests.data ?? [];
  return first ? <LinkQuestion key={first.id} pending={first} /> : null;
}

function LinkQuestion({ pending }: { pending: PendingRequest }) {
  const { id, request, refusal } = pending;
  const connections = useQuery(q.connections()).data ?? [];
  const services = useQuery(q.consoleServices()).data ?? [];
  const [chosen, setChosen] = useState(pending.connection);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const name = pending.accountName ?? request?.account ?? "";
  const connection = connections.find((each) => each.id === chosen);

  function decline(): void {
    run(commands.answerConsoleRequest(id, false, null)).catch((thrown: unknown) =>
      failureToast("Could not dismiss the link", toFailure(thrown)),
    );
  }

  async function open(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const opened = await run(commands.answerConsoleRequest(id, true, chosen));
      if (opened) {
        tellOpened(opened, name);
      }
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={request ? `Open the console of ${name}?` : "This link cannot be opened"}
      label="A link asks"
      role="alertdialog"
      onClose={decline}
    >
      <div className="dialog-body">
        {request && (
          <>
            <p>Open it only if you know where the link comes from: it decides where you land, and as whom.</p>
            <dl className="facts link-facts">
              <Fact name="Account">
                {pending.accountName && <>{pending.accountName} </>}
                <code>{request.account}</code>
              </Fact>
              <Fact name="Role">
                {request.role ? <code>{request.role}</code> : "As remembered for the account, or usual"}
              </Fact>
              <Fact name="Destination">
                {request.destination.kind === "url" ? (
                  <code>{request.destination.url}</code>
                ) : (
                  destinationWords(request.destination, services)
                )}
              </Fact>
              {pending.connection !== null && <Fact name="Connection">{connection?.name ?? pending.connection}</Fact>}
            </dl>
          </>
        )}
        {request && pending.connection === null && refusal === null && connections.length > 0 && (
          <Select
            label="Connection"
            placeholder="No connection knows the account: choose one"
            choices={connections.map((each) => ({ id: each.id, name: each.name, detail: each.detail }))}
            chosen={chosen ?? ""}
            onChoose={setChosen}
          />
        )}
        {refusal !== null && <Note tone="bad" title={refusal} />}
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="grow" />
          <Button autoFocus onClick={decline}>
            {request ? "Cancel" : "Close"}
          </Button>
          {request && (
            <Button
              variant="primary"
              icon={ExternalLink}
              busy={busy}
              refusal={refusal ?? (chosen === null ? "Choose a connection" : null)}
              onClick={() => void open()}
            >
              Open console
            </Button>
          )}
        </footer>
      </div>
    </Dialog>
  );
}
