import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";

import type { ConnectionId, NodeId, NodePolicies, PolicyId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { CopyButton } from "../../kit/CopyButton";
import { FailureNote } from "../../kit/failureToast";
import { prettyJson } from "../../kit/json";
import { type Inherited, kindName, sizeOf, slotsOf, together } from "./policyWords";
import { useSettled } from "./useSettled";

interface PoliciesCardProps {
  connection: ConnectionId;
  index: TreeIndex;
  node: NodeId;
  onReveal: (id: NodeId) => void;
}

/** The policies that apply to a node, kind by kind, each with the node it comes from. */
export function PoliciesCard({ connection, index, node, onReveal }: PoliciesCardProps) {
  const settled = useSettled(node);
  const policies = useQuery({ ...q.policies(connection, node), enabled: settled });
  const [open, setOpen] = useState<PolicyId | null>(null);
  return (
    <section className="card">
      <h3>Policies that apply</h3>
      {policies.isError ? (
        <FailureNote
          failure={toFailure(policies.error)}
          actions={<Button onClick={() => void policies.refetch()}>Try again</Button>}
        />
      ) : policies.data === undefined ? (
        // As much room as the policies will take, so that what is below keeps its place.
        <p className="faint policies-reading">Reading…</p>
      ) : policies.data.length === 0 ? (
        <p className="faint">No kind of policy is turned on</p>
      ) : (
        policies.data.map((kind) => (
          <div key={kind.kind} className="policy-kind">
            <p className="policy-kind-head">
              <span className="label grow clip" title={kindName(kind.kind)}>
                {kindName(kind.kind)}
              </span>
              <span className="label num">{slotsOf(kind)}</span>
            </p>
            {kind.applied.length === 0 ? (
              <p className="faint">None</p>
            ) : (
              <ul className="policies">
                {together(kind.applied).map((inherited) => (
                  <PolicyLine
                    key={inherited.applied.policy.id}
                    inherited={inherited}
                    kind={kind}
                    index={index}
                    node={node}
                    open={open === inherited.applied.policy.id}
                    onOpen={(shown) => setOpen(shown ? inherited.applied.policy.id : null)}
                    onReveal={onReveal}
                  />
                ))}
              </ul>
            )}
          </div>
        ))
      )}
    </section>
  );
}

interface PolicyLineProps {
  inherited: Inherited;
  kind: NodePolicies;
  index: TreeIndex;
  node: NodeId;
  open: boolean;
  onOpen: (open: boolean) => void;
  onReveal: (id: NodeId) => void;
}

function PolicyLine({ inherited, kind, index, node, open, onOpen, onReveal }: PolicyLineProps) {
  const { applied, from } = inherited;
  const { policy } = applied;
  const size = sizeOf(applied, kind.maxSize);
  const nameOf = (id: NodeId) => (id === node ? "here" : (index.byId.get(id)?.name ?? id));
  const [only, ...more] = from;
  return (
    <li>
      <div className="policy-line">
        <button type="button" className="policy-name" aria-expanded={open} onClick={() => onOpen(!open)}>
          <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
          <span className="clip" title={policy.name}>
            {policy.name}
          </span>
        </button>
        {policy.awsManaged && <Chip title="Kept by AWS; it cannot be changed">AWS</Chip>}
        {more.length > 0 || only === undefined || only === node ? (
          <span className="muted" title={from.map(nameOf).join(", ")}>
            {more.length > 0 ? `${from.length} nodes` : "here"}
          </span>
        ) : (
          <button
            type="button"
            className="link clip policy-from"
            title={`Show ${nameOf(only)} in the tree`}
            onClick={() => onReveal(only)}
          >
            {nameOf(only)}
          </button>
        )}
      </div>
      {open && (
        <div className="policy-more">
          {policy.description && <p>{policy.description}</p>}
          {more.length > 0 && (
            <p>
              Attached to{" "}
              {from.map((id, nth) => (
                <span key={id}>
                  {nth > 0 && ", "}
                  {id === node ? (
                    "this one"
                  ) : (
                    <button type="button" className="link" onClick={() => onReveal(id)}>
                      {nameOf(id)}
                    </button>
                  )}
                </span>
              ))}
            </p>
          )}
          <p className="with-icon">
            <code className="clip">{policy.id}</code>
            <CopyButton what="policy id" text={policy.id} />
          </p>
          {size && <p className="num">{size}</p>}
          {policy.content && (
            // A document scrolls, so the keyboard must reach it.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <pre tabIndex={0} aria-label={`Document of ${policy.name}`}>
              {prettyJson(policy.content)}
            </pre>
          )}
        </div>
      )}
    </li>
  );
}
