import { createContext } from "react";

import type { AccountId } from "../../ipc/bindings";

/** Accounts that get a role only where they are named. */
export interface OwnAccounts {
  /** The account that holds the people; null while there is none. */
  home: AccountId | null;
  management: AccountId | null;
}

/** From around the pages: they and their cards pass it on to nobody but the tree of accounts. */
export const OwnAccountsContext = createContext<OwnAccounts>({ home: null, management: null });
