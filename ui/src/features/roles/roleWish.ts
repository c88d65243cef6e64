import type { AccountId, RoleName } from "../../ipc/bindings";

/** What someone wants to do with roles. */
export type RoleWish =
  | { do: "create"; accounts: readonly AccountId[]; name?: RoleName }
  /** Without a role, the dialog asks for one. */
  | { do: "editTrust" | "delete" | "session"; accounts: readonly AccountId[]; role: RoleName | null }
  /** Without a role, it is the default one. */
  | { do: "bootstrap"; account: AccountId; role?: RoleName };
