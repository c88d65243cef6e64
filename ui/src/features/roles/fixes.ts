import type { ConnectionId } from "../../ipc/bindings";
import type { AccountNode } from "../../ipc/tree";
import type { MatrixCell } from "./matrix";
import { askAgain } from "./readinessRun";
import type { RoleWish } from "./roleWish";

/** What helps where a role cannot be assumed. */
export interface Fix {
  id: "bootstrap" | "create" | "editTrust" | "policies" | "again";
  name: string;
  /** When it is the right one, a sentence. */
  when: string;
  run: () => void;
}

interface Ground {
  connection: ConnectionId;
  account: AccountNode;
  cell: MatrixCell;
  /** Whether the account can be entered with the default role, and this is another one. */
  entered: boolean;
  onRoles: (wish: RoleWish) => void;
  onReveal: (account: string) => void;
}

/** What helps, the likeliest first; nothing where the role can be assumed. */
export function fixesOf({ connection, account, cell, entered, onRoles, onReveal }: Ground): Fix[] {
  const { role, state } = cell;
  const accounts = [account.id];
  const bootstrap: Fix = {
    id: "bootstrap",
    name: "Make the first role…",
    when:
      account.joinedMethod === "INVITED"
        ? "The account was invited, and AWS makes no role in such accounts."
        : "Nobody can enter from here: someone who is signed in there makes the role, or mends its trust.",
    run: () => onRoles({ do: "bootstrap", account: account.id, role }),
  };
  const create: Fix = {
    id: "create",
    name: "Create role…",
    when: "There is no such role yet.",
    run: () => onRoles({ do: "create", accounts, name: role }),
  };
  const editTrust: Fix = {
    id: "editTrust",
    name: "Edit trust…",
    when: "The role is there, but does not trust your account.",
    run: () => onRoles({ do: "editTrust", accounts, role }),
  };
  const policies: Fix = {
    id: "policies",
    name: "Check policies",
    when: "A service control policy above the account may forbid it: the tree shows which apply.",
    run: () => onReveal(account.id),
  };
  const again: Fix = {
    id: "again",
    name: state === "unasked" ? "Ask now" : "Try again",
    when: state === "unasked" ? "Asks AWS for this role alone." : "Asks AWS once more, for this role alone.",
    run: () => askAgain(connection, account.id, role),
  };
  switch (state) {
    case "assumable":
      return [];
    case "probablyMissing":
      return entered ? [create, editTrust, again] : [bootstrap, again];
    case "denied":
      return entered ? [policies, editTrust, again] : [policies, again];
    case "unknown":
    case "unasked":
      return [again];
  }
}
