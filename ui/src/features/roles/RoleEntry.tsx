import { useQuery } from "@tanstack/react-query";
import { ChevronRight, ExternalLink, Pencil, Timer, Trash2 } from "lucide-react";
import { useState } from "react";

import type { AccountId, ConnectionId, Role, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { Document } from "../../kit/Document";
import { Fact } from "../../kit/Facts";
import { FailureNote } from "../../kit/failureToast";
import { day } from "../../kit/words";
import { cannotChange, cannotOpenAs, isAwsOwn, sessionWords } from "./roles";
import type { RoleWish } from "./roleWish";
import { named, TrustWords } from "./TrustFields";

interface RoleEntryProps {
  connection: ConnectionId;
  account: AccountId;
  role: Role;
  index: TreeIndex | null;
  open: boolean;
  readOnly: string | null;
  onToggle: () => void;
  onRoles: (wish: RoleWish) => void;
  onOpen: (role: RoleName) => void;
}

/** One role: a line that opens to everything known of it, and to what can be done with it. */
export function RoleEntry({ role, index, open, onToggle, ...more }: RoleEntryProps) {
  return (
    <li>
      <button type="button" className="role-line" aria-expanded={open} onClick={onToggle}>
        <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
        <span className="role-name">
          <code className="clip" title={role.name}>
            {role.name}
          </code>
          {isAwsOwn(role) && <Chip title="Only AWS changes this role">AWS</Chip>}
        </span>
        {!open && (
          <span className="role-trust clip muted" title={role.trusted.map((each) => named(each, index)).join("\n")}>
            {role.trusted.length > 0
              ? `Trusts ${role.trusted.map((each) => short(each, index)).join("; ")}`
              : "Trusts nobody"}
          </span>
        )}
      </button>
      {open && <RoleMore role={role} index={index} {...more} />}
    </li>
  );
}

/** A phrase with names only: in one line, there is no room for ids. */
function short(words: string, index: TreeIndex | null): string {
  return words.replaceAll(/\b\d{12}\b/g, (id) => index?.byId.get(id)?.name ?? id);
}

function RoleMore({
  connection,
  account,
  role,
  index,
  readOnly,
  onRoles,
  onOpen,
}: Omit<RoleEntryProps, "open" | "onToggle">) {
  const [document, setDocument] = useState<string | null>(null);
  const refusal = readOnly ?? cannotChange(role);
  const policies = [
    ...role.attachedPolicies.map(({ name, arn }) => ({
      name,
      id: arn,
      kind: arn.includes(":aws:policy/") ? "AWS" : "",
    })),
    ...role.inlinePolicies.map((name) => ({ name, id: name, kind: "written into it" })),
  ];
  const accounts = [account];
  return (
    <div className="role-more">
      {role.description && <p className="muted">{role.description}</p>}
      <div className="side-actions">
        <Button icon={ExternalLink} refusal={cannotOpenAs(role)} onClick={() => onOpen(role.name)}>
          Open console as
        </Button>
        <Button icon={Pencil} refusal={refusal} onClick={() => onRoles({ do: "editTrust", accounts, role: role.name })}>
          Edit trust…
        </Button>
        <Button icon={Timer} refusal={refusal} onClick={() => onRoles({ do: "session", accounts, role: role.name })}>
          Session…
        </Button>
        <Button icon={Trash2} refusal={refusal} onClick={() => onRoles({ do: "delete", accounts, role: role.name })}>
          Delete…
        </Button>
      </div>
      <TrustWords label="Can be assumed by" words={role.trusted.length > 0 ? role.trusted : ["nobody"]} index={index} />
      <Opening
        label="Trust policy"
        open={document === "trust"}
        onToggle={() => setDocument(document === "trust" ? null : "trust")}
      >
        <Document label={`Trust policy of ${role.name}`} text={role.trustPolicy} />
      </Opening>
      <section className="role-policies">
        <h4 className="label">Policies</h4>
        {policies.length === 0 && <p className="faint">None: the role may do nothing</p>}
        {policies.map(({ name, id, kind }) => (
          <Opening
            key={id}
            label={name}
            note={kind}
            open={document === id}
            onToggle={() => setDocument(document === id ? null : id)}
          >
            <PolicyDocument connection={connection} account={account} role={role.name} policy={id} name={name} />
          </Opening>
        ))}
      </section>
      <dl className="facts">
        <Fact name="Session">up to {sessionWords(role.maxSessionSeconds)}</Fact>
        {role.createdAt && <Fact name="Made">{day(role.createdAt)}</Fact>}
        {role.path !== "/" && (
          <Fact name="Path" title={role.path}>
            <code>{role.path}</code>
          </Fact>
        )}
        <Fact name="ARN" copy={role.arn} title={role.arn}>
          <code>{role.arn}</code>
        </Fact>
      </dl>
    </div>
  );
}

function Opening({
  label,
  note,
  open,
  onToggle,
  children,
}: {
  label: string;
  note?: string;
  open: boolean;
  onToggle: () => void;
  children: React.ReactNode;
}) {
  return (
    <div className="role-document">
      <button type="button" className="policy-name" aria-expanded={open} onClick={onToggle}>
        <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
        <span className="clip" title={label}>
          {label}
        </span>
        {note && <span className="faint role-note">{note}</span>}
      </button>
      {open && children}
    </div>
  );
}

/** A policy's text, read when someone wants to see it. */
function PolicyDocument({
  connection,
  account,
  role,
  policy,
  name,
}: {
  connection: ConnectionId;
  account: AccountId;
  role: RoleName;
  policy: string;
  name: string;
}) {
  const text = useQuery(q.rolePolicy(connection, account, role, policy));
  if (text.isError) {
    return (
      <FailureNote
        failure={toFailure(text.error)}
        actions={<Button onClick={() => void text.refetch()}>Try again</Button>}
      />
    );
  }
  return text.data === undefined ? (
    <p className="faint">Reading…</p>
  ) : (
    <Document label={`Policy ${name}`} text={text.data} />
  );
}
