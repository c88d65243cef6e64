import type { ReactNode } from "react";

import type { ConnectionId, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";

export interface AccessPageProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  /** Which accounts can be entered, drawn by the feature that finds out. */
  readiness: ReactNode;
  onReveal: (account: NodeId) => void;
}

/** The way into every account. */
export function AccessPage({ readiness }: AccessPageProps) {
  return (
    <>
      <div className="bar">
        <h1 className="h1">Access</h1>
      </div>
      {readiness}
    </>
  );
}
