import { Minus, Plus } from "lucide-react";

import type { AccountImpact, Applied } from "../../ipc/bindings";
import { listed } from "./lines";

interface PolicyChangesProps {
  changes: readonly AccountImpact[];
  nameOf: (id: string) => string;
}

/** Policies that accounts gain and lose by a plan, each with the node it comes from. */
export function PolicyChanges({ changes, nameOf }: PolicyChangesProps) {
  return (
    <section className="plan-part" aria-label="Policies gained and lost">
      <h3 className="label">Policies</h3>
      {changes.map(({ accounts, change }) => (
        <div key={accounts.join()} className="policy-change">
          <p className="who-changes" title={accounts.map(nameOf).join(", ")}>
            {listed(accounts.map(nameOf))}
          </p>
          <ul className="impact">
            {change.lost.map((applied) => (
              <Line key={`${applied.policy.id} ${applied.from}`} applied={applied} gained={false} nameOf={nameOf} />
            ))}
            {change.gained.map((applied) => (
              <Line key={`${applied.policy.id} ${applied.from}`} applied={applied} gained nameOf={nameOf} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Line({ applied, gained, nameOf }: { applied: Applied; gained: boolean; nameOf: (id: string) => string }) {
  return (
    <li title={applied.policy.description || undefined}>
      {gained ? <Plus aria-hidden size={14} className="plus" /> : <Minus aria-hidden size={14} className="minus" />}
      <span>
        {gained ? "gains" : "loses"} <b>{applied.policy.name}</b>{" "}
        <span className="muted">
          from {nameOf(applied.from)}
          {KIND_WORDS[applied.policy.kind] ? ` · ${KIND_WORDS[applied.policy.kind]}` : ""}
        </span>
      </span>
    </li>
  );
}

/** Kinds that are not the one everybody means. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  RESOURCE_CONTROL_POLICY: "resource control policy",
  TAG_POLICY: "tag policy",
  BACKUP_POLICY: "backup policy",
  AISERVICES_OPT_OUT_POLICY: "AI services opt-out policy",
  CHATBOT_POLICY: "chat applications policy",
  DECLARATIVE_POLICY_EC2: "declarative policy for EC2",
  SECURITYHUB_POLICY: "Security Hub policy",
};
