import type { ConnectionId, Fix as FixKind } from "../../ipc/bindings";
import type { AccountNode } from "../../ipc/tree";
import type { MatrixCell } from "./matrix";
import { askAgain } from "./readinessRun";
import type { RoleWish } from "./roleWish";

/** What helps where a role cannot be assumed. */
export interface Fix {
  id: Exclude<FixKind, "none"> | "fromInside";
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

/** What else may help than what Rust found likeliest, by that. */
const ELSE: Record<Fix["id"], readonly Fix["id"][]> = {
  bootstrap: ["tryAgain"],
  createRole: ["editTrust", "tryAgain"],
  editTrust: ["checkPolicies", "tryAgain"],
  checkPolicies: ["tryAgain"],
  fromInside: ["checkPolicies", "tryAgain"],
  tryAgain: [],
};

/** What helps, the likeliest first; nothing where the role can be assumed. */
export function fixesOf(ground: Ground): Fix[] {
  const { account, cell, entered } = ground;
  const found = cell.found ? (cell.found.fix ?? "none") : "tryAgain";
  if (found === "none") {
    return [];
  }
  // A role is made or changed from here only where Canopy gets in with the default one.
  const reachable = (id: Fix["id"]) => entered || (id !== "createRole" && id !== "editTrust");
  // AWS made a role in every account that it created: there it is no first one that is lacking.
  const first: Fix["id"] = reachable(found) ? found : account.joinedMethod === "INVITED" ? "bootstrap" : "fromInside";
  return [first, ...ELSE[first].filter(reachable)].map((id) => fixOf(id, ground));
}

function fixOf(id: Fix["id"], { connection, account, cell, onRoles, onReveal }: Ground): Fix {
  const { role, state } = cell;
  const accounts = [account.id];
  switch (id) {
    case "bootstrap":
      return {
        id,
        name: "Make the first role…",
        when:
          account.joinedMethod === "INVITED"
            ? "The account was invited, and AWS makes no role in such accounts."
            : "Nobody can enter from here: someone who is signed in there makes the role, or mends its trust.",
        run: () => onRoles({ do: "bootstrap", account: account.id, role }),
      };
    case "createRole":
      return {
        id,
        name: "Create role…",
        when: "There is no such role yet.",
        run: () => onRoles({ do: "create", accounts, name: role }),
      };
    case "editTrust":
      return {
        id,
        name: "Edit trust…",
        when: "The role is there, but does not trust your account, or asks for more.",
        run: () => onRoles({ do: "editTrust", accounts, role }),
      };
    case "fromInside":
      return {
        id,
        name: "Other ways in",
        when: "The role trusts others, or is gone. Whoever gets into the account otherwise, with another role or as its root user, lets it trust your account or makes it anew.",
        run: () => onReveal(account.id),
      };
    case "checkPolicies":
      return {
        id,
        name: "Check policies",
        when: "A policy of the organization above the account may forbid it: the tree shows which apply. Or your own permissions do.",
        run: () => onReveal(account.id),
      };
    case "tryAgain":
      return {
        id,
        name: state === "unasked" ? "Ask now" : "Try again",
        when: state === "unasked" ? "Asks AWS for this role alone." : "Asks AWS once more, for this role alone.",
        run: () => askAgain(connection, account.id, role),
      };
  }
}
