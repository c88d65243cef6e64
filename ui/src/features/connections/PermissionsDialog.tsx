import { useQuery } from "@tanstack/react-query";

import { commands, type Connection } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote, failureToast } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { noteToast } from "../../kit/noteToast";

/** What the caller may do of what Canopy needs, and a policy that grants the rest. */
export function PermissionsDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const report = useQuery(q.permissions(connection.id));
  const lacking = report.data?.features.filter(({ missing, unknown }) => unknown || missing.length > 0) ?? [];

  async function copy(): Promise<void> {
    try {
      const ids = lacking.map(({ id }) => id);
      const policy = await run(commands.permissionsPolicy(connection.id, ids));
      await run(commands.copyText(policy));
      noteToast("info", "IAM policy copied");
    } catch (thrown) {
      failureToast("Could not copy the policy", toFailure(thrown));
    }
  }

  return (
    <Dialog title={`Permissions of ${connection.name}`} place="wide" onClose={onClose}>
      <div className="dialog-body">
        {report.isError && <FailureNote failure={toFailure(report.error)} />}
        {report.isPending && <p className="faint">Asking IAM…</p>}
        {report.data && (
          <>
            <p className="muted">
              As <code>{report.data.caller}</code>
            </p>
            {report.data.words && <Note tone="warn" title="Not everything can be told" hint={report.data.words} />}
            <ul className="lines">
              {report.data.features.map((feature) => (
                <li key={feature.id}>
                  <span className="grow">{feature.title}</span>
                  <span className="muted">
                    {feature.unknown
                      ? "cannot be told"
                      : feature.missing.length === 0
                        ? "allowed"
                        : `missing ${feature.missing.join(", ")}`}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" refusal={report.data ? null : "IAM has not answered"} onClick={() => void copy()}>
            {lacking.length > 0 ? "Copy a policy for what is missing" : "Copy the whole policy"}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
