import type { AccountId, RoleName } from "../../ipc/bindings";

/** What someone wants to do with roles. */
export type RoleWish =
  | { do: "create"; accounts: readonly AccountId[] }
  /** Without a role, the dialog asks for one. */
  | { do: "editTrust" | "delete" | "session"; accounts: readonly AccountId[]; role: RoleName | null }
  | { do: "bootstrap"; account: AccountId };
