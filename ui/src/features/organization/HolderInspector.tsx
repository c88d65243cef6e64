import { FolderPlus, Info, MoveRight, Pencil, Plus, Trash2 } from "lucide-react";

import type { Node } from "../../ipc/bindings";
import { type Counts, STATES } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import type { InspectorProps } from "./Inspector";
import { Head, Path } from "./InspectorParts";
import { PoliciesCard } from "./PoliciesCard";
import { cannotDelete } from "./rules";
import { StateChip } from "./states";
import { TagsCard } from "./TagsCard";

/** The root or an OU: what it holds, its policies and its tags. */
export function HolderInspector({ node, index, connection, organization, actions }: InspectorProps & { node: Node }) {
  const counts = index.counts.get(node.id);
  const isRoot = node.kind === "root";
  return (
    <>
      <Head label={isRoot ? "Root" : "Organizational unit"} title={node.name} />
      <div className="side-actions">
        <Button changes icon={Plus} onClick={() => actions.createAccount(node.id)}>
          New account
        </Button>
        <Button changes icon={FolderPlus} onClick={() => actions.createOu(node.id)}>
          New OU
        </Button>
        {isRoot && (
          <Button icon={Info} onClick={actions.details}>
            Details
          </Button>
        )}
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
      <PoliciesCard connection={connection} index={index} node={node.id} onReveal={actions.reveal} />
      <TagsCard connection={connection} node={node.id} onEdit={() => actions.tag([node.id])} />
      {!isRoot && (
        <div className="side-actions">
          <Button changes icon={MoveRight} onClick={() => actions.move([node.id])}>
            Move to…
          </Button>
          <Button changes icon={Pencil} onClick={() => actions.renameOu(node.id)}>
            Rename
          </Button>
          <Button
            changes
            icon={Trash2}
            refusal={cannotDelete(index, node.id)}
            onClick={() => actions.deleteOu(node.id)}
          >
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
