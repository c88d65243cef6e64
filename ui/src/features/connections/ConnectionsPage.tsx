import { useQuery } from "@tanstack/react-query";
import { LogIn, Plus, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";

import { commands, type Connection, type ConnectionId } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { Dialog } from "../../kit/Dialog";
import { FailureNote, failureToast } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { noteToast } from "../../kit/noteToast";
import { AddConnectionDialog } from "./AddConnectionDialog";
import { groupsOf } from "./groups";
import { PermissionsDialog } from "./PermissionsDialog";
import { KINDS } from "./Switcher";

export interface ConnectionsPageProps {
  connection: ConnectionId | null;
  onSwitch: (connection: ConnectionId) => void;
}

/** Every way to sign in: to open, add, remove and check. */
export function ConnectionsPage({ connection, onSwitch }: ConnectionsPageProps) {
  const connections = useQuery(q.connections());
  const keychain = useQuery(q.keychain());
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Connection | null>(null);
  const [checking, setChecking] = useState<Connection | null>(null);

  const tell = (what: string, work: Promise<unknown>) => {
    work.catch((thrown: unknown) => failureToast(what, toFailure(thrown)));
  };

  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">Connections</h1>
        <Button variant="primary" icon={Plus} onClick={() => setAdding(true)}>
          Add connection…
        </Button>
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page settings" tabIndex={0} role="region" aria-label="Connections">
        {connections.isError && <FailureNote failure={toFailure(connections.error)} />}
        {keychain.data?.words && <Note tone="warn" title="Secrets are not kept" hint={keychain.data.words} />}
        {groupsOf(connections.data ?? []).map((group) => (
          <section key={group.name} className="connection-group" aria-label={group.name}>
            <h2>{group.name}</h2>
            <ul className="lines">
              {group.connections.map((each) => {
                const { icon, name, tone } = KINDS[each.kind];
                const open = each.id === connection;
                return (
                  <li key={each.id} className="connection-line">
                    <Chip icon={icon} tone={tone}>
                      {name}
                    </Chip>
                    <span className="grow">
                      <b>{each.name}</b> {each.readOnly && <Chip icon={ShieldCheck}>Read-only</Chip>}
                      <span className="muted"> {[each.detail, each.region].filter(Boolean).join(" · ")}</span>
                    </span>
                    <Button
                      variant="quiet"
                      onClick={() =>
                        tell("Could not change the connection", run(commands.setReadOnly(each.id, !each.readOnly)))
                      }
                    >
                      {each.readOnly ? "Allow changes" : "Make read-only"}
                    </Button>
                    <Button
                      variant="quiet"
                      icon={ShieldCheck}
                      refusal={open ? null : "Open it first"}
                      onClick={() => setChecking(each)}
                    >
                      Permissions
                    </Button>
                    {each.kind === "identityCenter" || each.kind === "login" ? (
                      <Button
                        variant="quiet"
                        icon={LogIn}
                        onClick={() =>
                          tell(
                            `Could not sign in to ${each.name}`,
                            run(commands.signInAgain(each.id)).then(() =>
                              noteToast("info", `Signed in to ${each.name}`),
                            ),
                          )
                        }
                      >
                        Sign in again
                      </Button>
                    ) : null}
                    {each.spec && (
                      <Button variant="quiet" icon={Trash2} onClick={() => setRemoving(each)}>
                        Remove…
                      </Button>
                    )}
                    <Button refusal={open ? "It is open" : null} onClick={() => onSwitch(each.id)}>
                      Open
                    </Button>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
      {adding && <AddConnectionDialog keychain={keychain.data ?? null} onClose={() => setAdding(false)} />}
      {checking && <PermissionsDialog connection={checking} onClose={() => setChecking(null)} />}
      {removing && (
        <Dialog title={`Remove ${removing.name}`} role="alertdialog" onClose={() => setRemoving(null)}>
          <div className="dialog-body">
            <p>
              Its secret goes from the keychain, and what Canopy knew of its organization with it. AWS is not touched.
            </p>
            <footer className="foot">
              <span className="grow muted">Cannot be undone</span>
              <Button autoFocus onClick={() => setRemoving(null)}>
                Cancel
              </Button>
              <Button
                variant="danger"
                onClick={() => {
                  tell(`Could not remove ${removing.name}`, run(commands.deleteConnection(removing.id)));
                  setRemoving(null);
                }}
              >
                Remove
              </Button>
            </footer>
          </div>
        </Dialog>
      )}
    </>
  );
}
