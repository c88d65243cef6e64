import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";

import type { AccountId, ConnectionId, Role } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import type { RoleWish } from "./RoleDialogs";

interface RolesCardProps {
  connection: ConnectionId;
  account: AccountId;
  /** Leads to the dialogs about roles. */
  onRoles: (wish: RoleWish) => void;
}

/** The roles of an account and who may assume them. Read when asked for: reading signs in to the account. */
export function RolesCard({ connection, account, onRoles }: RolesCardProps) {
  const [open, setOpen] = useState(false);
  const roles = useQuery({ ...q.roles(connection, account), enabled: open });
  return (
    <section className="card">
      <button type="button" className="card-open" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
        <h3>Roles</h3>
        {roles.data && <span className="muted">{roles.data.length}</span>}
      </button>
      <Button icon={Plus} onClick={() => onRoles({ do: "create", accounts: [account] })}>
        Create role…
      </Button>
      {open &&
        (roles.isError ? (
          <FailureNote
            failure={toFailure(roles.error)}
            actions={<Button onClick={() => void roles.refetch()}>Try again</Button>}
          />
        ) : roles.data === undefined ? (
          <p className="faint">Reading with the default role…</p>
        ) : roles.data.length === 0 ? (
          <p className="faint">None</p>
        ) : (
          <ul className="roles">
            {roles.data.map((role) => (
              <RoleLine key={role.arn} role={role} />
            ))}
          </ul>
        ))}
    </section>
  );
}

function RoleLine({ role }: { role: Role }) {
  const policies = [...role.attachedPolicies.map((policy) => policy.name), ...role.inlinePolicies];
  return (
    <li title={role.arn}>
      <code className="clip">{role.name}</code>
      <span className="muted">{role.trusted.length > 0 ? `Trusts ${role.trusted.join("; ")}` : "Trusts nobody"}</span>
      {policies.length > 0 && <span className="faint">{policies.join(", ")}</span>}
      {role.description && <span className="faint">{role.description}</span>}
    </li>
  );
}
