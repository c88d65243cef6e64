import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";

import type { Connection, ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { ConnectionDialog } from "./ConnectionDialog";
import { ConnectionLine } from "./ConnectionLine";
import { groupsOf, OWN } from "./groups";
import { PermissionsDialog } from "./PermissionsDialog";
import { RemoveDialog } from "./RemoveDialog";

export interface ConnectionsPageProps {
  connection: ConnectionId | null;
  onSwitch: (connection: ConnectionId) => void;
  /** One is there no more. */
  onRemoved: (connection: ConnectionId) => void;
}

/** What is asked in a dialog: about a new connection, or one that is there. */
type Asked = { what: "add" } | { what: "edit" | "check" | "remove"; connection: Connection };

/** Every way to sign in: to open, add, change, remove and check. */
export function ConnectionsPage({ connection, onSwitch, onRemoved }: ConnectionsPageProps) {
  const connections = useQuery(q.connections());
  const keychain = useQuery(q.keychain());
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const groups = groupsOf(connections.data ?? []);

  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">Connections</h1>
        <Button variant="primary" icon={Plus} onClick={() => setAsked({ what: "add" })}>
          Add connection…
        </Button>
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page connections" tabIndex={0} role="region" aria-label="Connections">
        {connections.isError && <FailureNote failure={toFailure(connections.error)} />}
        {keychain.data?.words && <Note tone="warn" title="Secrets are not kept" hint={keychain.data.words} />}
        {groups.map((group) => (
          <section key={group.name} className="connection-group" aria-label={group.name}>
            <h2>{group.name}</h2>
            <ul className="lines">
              {group.connections.map((each) => (
                <ConnectionLine
                  key={each.id}
                  connection={each}
                  open={each.id === connection}
                  onOpen={() => onSwitch(each.id)}
                  onEdit={() => setAsked({ what: "edit", connection: each })}
                  onCheck={() => setAsked({ what: "check", connection: each })}
                  onRemove={() => setAsked({ what: "remove", connection: each })}
                />
              ))}
            </ul>
          </section>
        ))}
        {connections.data && !groups.some(({ name }) => name === OWN) && (
          <section className="connection-group" aria-label={OWN}>
            <h2>{OWN}</h2>
            <p className="muted">
              There is none yet. Add one to work on an organization of yours; profiles of <code>~/.aws/config</code>{" "}
              appear here by themselves.
            </p>
          </section>
        )}
      </div>
      {(asked?.what === "add" || asked?.what === "edit") && (
        <ConnectionDialog
          edited={asked.what === "edit" ? asked.connection : null}
          keychain={keychain.data ?? null}
          onClose={close}
        />
      )}
      {asked?.what === "check" && <PermissionsDialog connection={asked.connection} onClose={close} />}
      {asked?.what === "remove" && (
        <RemoveDialog connection={asked.connection} onRemoved={() => onRemoved(asked.connection.id)} onClose={close} />
      )}
    </>
  );
}
