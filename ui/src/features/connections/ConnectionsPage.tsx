import type { ConnectionId } from "../../ipc/bindings";

export interface ConnectionsPageProps {
  connection: ConnectionId | null;
  onSwitch: (connection: ConnectionId) => void;
}

/** Every way to sign in: to open, add, change and check. */
export function ConnectionsPage(props: ConnectionsPageProps) {
  return (
    <div className="bar">
      <h1 className="h1">Connections</h1>
      <span className="muted">{props.connection}</span>
    </div>
  );
}
