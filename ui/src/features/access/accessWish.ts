import type { AccountId, ConsoleOptions } from "../../ipc/bindings";

/** What someone wants of the ways into accounts. */
export type AccessWish =
  | { do: "options"; account: AccountId }
  /** Without options, as remembered. */
  | { do: "copyLink"; account: AccountId; options: ConsoleOptions | null }
  | { do: "switchRole"; accounts: readonly AccountId[] }
  /** With the accounts that are selected, to write only theirs. */
  | { do: "export"; accounts: readonly AccountId[] };
