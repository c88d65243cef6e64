import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus, Search } from "lucide-react";
import { useState } from "react";

import type { ConnectionId, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { readinessOf, ROLE_STATE_WORDS } from "../../ipc/readiness";
import { type AccountNode, indexTree } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { fits, termsOf } from "../../kit/search";
import { sentence } from "../../kit/words";
import { askAgain } from "./readinessRun";
import { RoleEntry } from "./RoleEntry";
import { inOrder, isUsable } from "./roles";
import type { RoleWish } from "./roleWish";
import { useStanding } from "./useStanding";

/** From this many roles on, there is something to search in. */
const MANY = 5;

interface RolesCardProps {
  connection: ConnectionId;
  account: AccountNode;
  /** Leads to the dialogs about roles. */
  onRoles: (wish: RoleWish) => void;
  /** Opens the account's console as that role. */
  onOpen: (role: RoleName) => void;
}

/** The roles of an account and who may assume them. Read when asked for: reading signs in to the account. */
export function RolesCard({ connection, account, onRoles, onOpen }: RolesCardProps) {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [shown, setShown] = useState<RoleName | null>(null);
  const standing = useStanding(connection);
  const roles = useQuery({ ...q.roles(connection, account.id), enabled: open });
  const tree = useQuery(q.organization(connection)).data?.tree;
  const index = tree ? indexTree(tree) : null;
  const terms = termsOf(query);
  const all = inOrder(roles.data ?? []);
  const listed = all.filter((role) =>
    fits(
      [role.name, role.path, ...role.trusted, ...role.attachedPolicies.map(({ name }) => name)]
        .join("\n")
        .toLowerCase(),
      terms,
    ),
  );
  const refusal = standing.readOnly ?? (isUsable(account) ? null : "The account is not in use");
  return (
    <section className="card" aria-label="Roles">
      <div className="card-head roles-head">
        <button type="button" className="card-open grow" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
          <h3>Roles</h3>
          {roles.data && <span className="muted num">{roles.data.length}</span>}
        </button>
        <Button
          icon={Plus}
          variant="quiet"
          refusal={refusal}
          onClick={() => onRoles({ do: "create", accounts: [account.id] })}
        >
          Create role…
        </Button>
      </div>
      <Entry connection={connection} account={account} onRoles={onRoles} />
      {open &&
        (roles.isError ? (
          <FailureNote
            failure={toFailure(roles.error)}
            actions={
              <>
                <Button onClick={() => void roles.refetch()}>Try again</Button>
                {account.joinedMethod === "INVITED" && (
                  <Button onClick={() => onRoles({ do: "bootstrap", account: account.id })}>Make its role…</Button>
                )}
              </>
            }
          />
        ) : roles.data === undefined ? (
          <p className="faint roles-reading" role="status">
            Reading with the default role…
          </p>
        ) : roles.data.length === 0 ? (
          <p className="faint">There is no role in it. Create one, so that others can enter.</p>
        ) : (
          <>
            {roles.data.length >= MANY && (
              <div className="search roles-search">
                <Search aria-hidden size={13} />
                <input
                  type="text"
                  role="searchbox"
                  aria-label="Filter the roles"
                  placeholder="Name, policy or who is trusted"
                  spellCheck={false}
                  value={query}
                  onChange={(event) => setQuery(event.target.value)}
                />
                {terms.length > 0 && <span className="search-count num">{listed.length}</span>}
              </div>
            )}
            {listed.length === 0 && <p className="faint">No role fits “{query}”</p>}
            <ul className="role-list" aria-label={`Roles of ${account.name}`}>
              {listed.map((role) => (
                <RoleEntry
                  key={role.arn}
                  connection={connection}
                  account={account.id}
                  role={role}
                  index={index}
                  open={shown === role.name}
                  readOnly={standing.readOnly}
                  onToggle={() => setShown(shown === role.name ? null : role.name)}
                  onRoles={onRoles}
                  onOpen={onOpen}
                />
              ))}
            </ul>
          </>
        ))}
    </section>
  );
}

/** Whether the account can be entered with the default role, where it is known that it cannot. */
function Entry({ connection, account, onRoles }: Pick<RolesCardProps, "connection" | "account" | "onRoles">) {
  const role = useQuery(q.settings()).data?.defaultRole;
  const view = useQuery(q.readiness(connection)).data;
  const row = role && view ? readinessOf(view, role).get(account.id) : undefined;
  if (!role || !view || !row || row.readiness === "assumable" || row.readiness === "unknown") {
    return null;
  }
  const { name, meaning } = ROLE_STATE_WORDS[row.readiness];
  return (
    <Note
      tone="warn"
      title={
        <>
          <code>{role}</code> · {name}
        </>
      }
      hint={
        row.fix === "bootstrap" && account.joinedMethod === "INVITED"
          ? "It was invited, and AWS makes this role in created accounts only."
          : row.words
            ? sentence(row.words)
            : meaning
      }
      actions={
        <>
          {row.fix === "bootstrap" && (
            <Button onClick={() => onRoles({ do: "bootstrap", account: account.id })}>Make its role…</Button>
          )}
          <Button variant="quiet" busy={view.progress !== null} onClick={() => askAgain(connection, account.id, role)}>
            Check again
          </Button>
        </>
      }
    />
  );
}
