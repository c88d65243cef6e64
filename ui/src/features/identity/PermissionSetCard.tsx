import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";

import type { Assigned, ConnectionId, IdentityCenterInstance, PermissionSet } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Document } from "../../kit/Document";
import { Fact } from "../../kit/Facts";
import { FailureNote } from "../../kit/failureToast";
import { count } from "../../kit/words";
import { nameIn } from "./spec";

interface PermissionSetCardProps {
  connection: ConnectionId;
  index: TreeIndex;
  instance: IdentityCenterInstance;
  set: PermissionSet;
  open: boolean;
  onToggle: () => void;
}

/** One permission set: its line, and while it is open what it may do and who has it where. */
export function PermissionSetCard({ connection, index, instance, set, open, onToggle }: PermissionSetCardProps) {
  const { name, description, accounts } = set;
  return (
    <section className="card" aria-label={`Permission set ${name}`}>
      <div className="identity-card-head">
        <button type="button" className="card-open grow" aria-expanded={open} onClick={onToggle}>
          <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
          <b className="clip">{name}</b>
          <span className="muted clip grow">{description}</span>
          <span className="muted num">{accounts.length === 0 ? "nowhere" : count(accounts.length, "account")}</span>
        </button>
      </div>
      {open && (
        <div className="dialog-body">
          <May set={set} />
          {accounts.length === 0 ? (
            <p className="muted">It is assigned to nobody.</p>
          ) : (
            <Who connection={connection} index={index} instance={instance} set={set} />
          )}
        </div>
      )}
    </section>
  );
}

function May({ set }: { set: PermissionSet }) {
  const policies = [...set.managedPolicies, ...set.customerManagedPolicies];
  return (
    <>
      <dl className="facts">
        <Fact name="Session">
          {set.sessionSeconds === null ? "of a length that cannot be read" : lengthWords(set.sessionSeconds)}
        </Fact>
        <Fact name="Policies">
          {policies.length === 0 && <span className="faint">none attached</span>}
          {policies.map((policy) => (
            <code key={policy} className="identity-line">
              {policy}
            </code>
          ))}
        </Fact>
        {set.permissionsBoundary !== null && (
          <Fact name="Bounded by">
            <code>{set.permissionsBoundary}</code>
          </Fact>
        )}
      </dl>
      {set.inlinePolicy !== null && <Document label={`Policy written into ${set.name}`} text={set.inlinePolicy} />}
    </>
  );
}

/** `8 h`, `1 h 30 min`. */
function lengthWords(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60)];
  return [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`].filter(Boolean).join(" ");
}

/** Read only once somebody looks: AWS is asked account by account. */
function Who({ connection, index, instance, set }: Omit<PermissionSetCardProps, "open" | "onToggle">) {
  const read = useQuery(q.assigned(connection, instance, set));
  if (read.isError) {
    return (
      <FailureNote
        failure={toFailure(read.error)}
        actions={<Button onClick={() => void read.refetch()}>Try again</Button>}
      />
    );
  }
  if (!read.data) {
    return (
      <p className="muted" role="status">
        Asking {count(set.accounts.length, "account")} who is assigned it…
      </p>
    );
  }
  const { assigned, failure } = read.data;
  return (
    <>
      {failure && <FailureNote failure={{ ...failure, message: `names are missing: ${failure.message}` }} />}
      {assigned.length === 0 && <p className="muted">It is assigned to nobody.</p>}
      {assigned.length > 0 && (
        <ul className="identity-assigned" aria-label={`Who is assigned ${set.name}`}>
          {assigned.map((each) => (
            <li key={each.id}>
              <Principal index={index} assigned={each} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Accounts that are named before somebody asks for all. */
const NAMED = 6;

function Principal({ index, assigned: { principal, id, name, accounts } }: { index: TreeIndex; assigned: Assigned }) {
  const names = accounts.map((account) => nameIn(index, account)).toSorted((a, b) => a.localeCompare(b, "en"));
  const what = principal === "group" ? "Group" : "User";
  return (
    <>
      <p>
        {what} {name === null ? <code>{id}</code> : <b>{name}</b>}{" "}
        <span className="muted">in {count(accounts.length, "account")}</span>
      </p>
      {names.length <= NAMED ? (
        <p className="muted">{names.join(", ")}</p>
      ) : (
        <details>
          <summary className="muted">
            {names.slice(0, NAMED).join(", ")} and {names.length - NAMED} more
          </summary>
          <p className="muted">{names.slice(NAMED).join(", ")}</p>
        </details>
      )}
    </>
  );
}
