import { FolderPlus, MoveRight, Pencil, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";

import type { ConnectionId, Node, NodeId, Organization } from "../../ipc/bindings";
import { type AccountNode, type Counts, STATES, type TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Fact } from "../../kit/Facts";
import { count, day } from "../../kit/words";
import { cannotDelete, cannotMove } from "./rules";
import { STATE_WORDS, StateChip } from "./states";
import { TagsCard } from "./TagsCard";

/** What the inspector's buttons ask for. */
export interface Actions {
  createOu: (parent: NodeId) => void;
  createAccount: (parent: NodeId) => void;
  renameOu: (ou: NodeId) => void;
  deleteOu: (ou: NodeId) => void;
  move: (accounts: readonly NodeId[]) => void;
}

interface InspectorProps {
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
        <Several {...props} nodes={nodes} />
      ) : node === undefined ? (
        <Nothing {...props} />
      ) : node.kind === "account" ? (
        <Account {...props} account={node} />
      ) : (
        <Holder {...props} node={node} />
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
        {counts && ` ${count(counts.accounts, "account")} stand in ${count(counts.ous, "OU")}.`}
      </p>
    </div>
  );
}

function Head({ label, title, children }: { label: string; title: string; children?: ReactNode }) {
  return (
    <header className="side-head">
      <p className="label">{label}</p>
      <h2 className="h1">{title}</h2>
      {children}
    </header>
  );
}

function Account({
  account,
  index,
  connection,
  organization,
  actions,
  access,
}: InspectorProps & { account: AccountNode }) {
  const isManagement = account.id === organization.managementAccountId;
  return (
    <>
      <Head label={isManagement ? "Management account" : "Account"} title={account.name} />
      {access(account)}
      <dl className="facts">
        <Fact name="State" title={STATE_WORDS[account.state].meaning}>
          <StateChip state={account.state} />
        </Fact>
        <Fact name="Account id" copy={account.id}>
          <code>{account.id}</code>
        </Fact>
        <Fact name="Email" copy={account.email} title={account.email}>
          {account.email}
        </Fact>
        <Path index={index} id={account.id} />
        {account.arn && (
          <Fact name="ARN" copy={account.arn} title={account.arn}>
            <code>{account.arn}</code>
          </Fact>
        )}
        <Fact name="Joined">
          {account.joinedMethod === "INVITED" ? "Invited" : "Created"}
          {account.joinedAt ? `, ${day(account.joinedAt)}` : ""}
        </Fact>
      </dl>
      <div className="side-actions">
        <Button icon={MoveRight} onClick={() => actions.move([account.id])}>
          Move to…
        </Button>
      </div>
      <TagsCard connection={connection} node={account.id} />
    </>
  );
}

function Path({ index, id }: { index: TreeIndex; id: NodeId }) {
  const path = index.path(id);
  return (
    <Fact name="Path" copy={path} title={path}>
      {path === "/"
        ? "/"
        : index
            .lineage(id)
            .slice(1)
            .map((node) => node.name)
            .join(" / ")}
    </Fact>
  );
}

function Holder({ node, index, connection, organization, actions }: InspectorProps & { node: Node }) {
  const counts = index.counts.get(node.id);
  const isRoot = node.kind === "root";
  return (
    <>
      <Head label={isRoot ? "Root" : "Organizational unit"} title={node.name} />
      <div className="side-actions">
        <Button icon={Plus} onClick={() => actions.createAccount(node.id)}>
          New account
        </Button>
        <Button icon={FolderPlus} onClick={() => actions.createOu(node.id)}>
          New OU
        </Button>
      </div>
      <dl className="facts">
        <Fact name={isRoot ? "Root id" : "OU id"} copy={node.id}>
          <code>{node.id}</code>
        </Fact>
        {isRoot && (
          <>
            <Fact name="Organization" copy={organization.id}>
              <code>{organization.id}</code>
            </Fact>
            <Fact name="Management" copy={organization.managementAccountId}>
              <code>{organization.managementAccountId}</code>
            </Fact>
            <Fact name="Features">
              {organization.featureSet === "ALL" ? "All features" : "Consolidated billing only"}
            </Fact>
          </>
        )}
        {!isRoot && <Path index={index} id={node.id} />}
        {node.arn && (
          <Fact name="ARN" copy={node.arn} title={node.arn}>
            <code>{node.arn}</code>
          </Fact>
        )}
      </dl>
      {counts && <CountsCard counts={counts} />}
      <TagsCard connection={connection} node={node.id} />
      {!isRoot && (
        <div className="side-actions">
          <Button icon={Pencil} onClick={() => actions.renameOu(node.id)}>
            Rename
          </Button>
          <Button icon={Trash2} refusal={cannotDelete(index, node.id)} onClick={() => actions.deleteOu(node.id)}>
            Delete
          </Button>
        </div>
      )}
    </>
  );
}

function CountsCard({ counts }: { counts: Counts }) {
  const states = STATES.filter((state) => counts.byState[state]);
  return (
    <section className="card">
      <h3>Accounts</h3>
      <div className="list">
        <div>
          <span className="grow">In all</span>
          <span className="num">{counts.accounts.toLocaleString("en")}</span>
        </div>
        <div>
          <span className="grow">Directly in it</span>
          <span className="num">{counts.direct.toLocaleString("en")}</span>
        </div>
        <div>
          <span className="grow">OUs below</span>
          <span className="num">{counts.ous.toLocaleString("en")}</span>
        </div>
        {states.map((state) => (
          <div key={state}>
            <span className="grow">
              <StateChip state={state} />
            </span>
            <span className="num">{counts.byState[state]?.toLocaleString("en")}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

function Several({ nodes, index, actions }: InspectorProps & { nodes: readonly Node[] }) {
  const ids = nodes.map((node) => node.id);
  const parents = new Set(nodes.map((node) => node.parentId));
  const onlyAccounts = nodes.every((node) => node.kind === "account");
  const [first] = nodes;
  const names = nodes
    .slice(0, 3)
    .map((node) => node.name)
    .join(", ");
  const refusal = cannotMove(index, ids);
  return (
    <>
      <Head
        label={`${count(nodes.length, onlyAccounts ? "account" : "thing")} selected`}
        title={nodes.length > 3 ? `${names} and ${nodes.length - 3} more` : names}
      />
      <dl className="facts">
        <Fact name="In">
          {parents.size === 1 && first?.parentId ? index.path(first.parentId) : count(parents.size, "place")}
        </Fact>
        <Fact name="Ids" copy={ids.join("\n")}>
          {count(ids.length, "id")}
        </Fact>
      </dl>
      <div className="side-actions">
        <Button icon={MoveRight} refusal={refusal} onClick={() => actions.move(ids)}>
          Move to…
        </Button>
      </div>
      <section className="card">
        <h3>Selected</h3>
        <div className="list">
          {nodes.slice(0, 12).map((node) => (
            <div key={node.id}>
              <span className="grow clip">{node.name}</span>
              <code>{node.id}</code>
              <CopyButton what={`id of ${node.name}`} text={node.id} />
            </div>
          ))}
          {nodes.length > 12 && <div className="muted">and {nodes.length - 12} more</div>}
        </div>
      </section>
    </>
  );
}
