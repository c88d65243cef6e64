import type { ReactNode } from "react";

import type { ConnectionId, NodeId, Organization } from "../../ipc/bindings";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { count } from "../../kit/words";
import { AccountInspector } from "./AccountInspector";
import type { Actions } from "./asking";
import { HolderInspector } from "./HolderInspector";
import { SeveralInspector } from "./SeveralInspector";

export interface InspectorProps {
  connection: ConnectionId;
  organization: Organization;
  index: TreeIndex;
  selected: readonly NodeId[];
  actions: Actions;
  /** The ways into an account, drawn by those who know them. */
  access: (account: AccountNode) => ReactNode;
}

/** Everything known of what is selected. */
export function Inspector(props: InspectorProps) {
  const nodes = props.selected.flatMap((id) => props.index.byId.get(id) ?? []);
  const [node] = nodes;
  return (
    <aside className="side" aria-label="Details">
      {nodes.length > 1 ? (
        <SeveralInspector {...props} nodes={nodes} />
      ) : node === undefined ? (
        <Nothing {...props} />
      ) : node.kind === "account" ? (
        <AccountInspector key={node.id} {...props} account={node} />
      ) : (
        <HolderInspector key={node.id} {...props} node={node} />
      )}
    </aside>
  );
}

function Nothing({ index }: InspectorProps) {
  const counts = index.root && index.counts.get(index.root.id);
  return (
    <div className="side-empty">
      <p>Nothing is selected</p>
      <p className="muted">
        Select an account to open its console, or drag it onto another OU.
        {counts && ` ${count(counts.accounts, "account stands", "accounts stand")} in ${count(counts.ous, "OU")}.`}
      </p>
    </div>
  );
}
