import type { AccountId, ConsoleOptions, Destination } from "../../ipc/bindings";

/** What someone wants of the ways into accounts. */
export type AccessWish =
  /** With a place in the console, to land there this once. */
  | { do: "options"; account: AccountId; destination?: Destination }
  /** Without options, as remembered. */
  | { do: "copyLink"; account: AccountId; options: ConsoleOptions | null }
  | { do: "switchRole"; accounts: readonly AccountId[] }
  /** With the accounts that are selected, to write only theirs. */
  | { do: "export"; accounts: readonly AccountId[] };
