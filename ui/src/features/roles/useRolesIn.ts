import { useQueries } from "@tanstack/react-query";

import type { AccountId, ConnectionId, Failure, Role, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { isAwsOwn } from "./roles";

/** Accounts whose roles are read for a dialog; of more, the plan tells. Each read signs in there. */
export const READ_MOST = 24;

/** What is known of one role in several accounts. */
export interface RoleIn {
  there: { account: AccountId; role: Role }[];
  absent: AccountId[];
  failed: { account: AccountId; failure: Failure }[];
  /** Being read still. */
  reading: AccountId[];
  /** Beyond what is read here. */
  unread: AccountId[];
  /** Every role that was read and is one's own, with how many accounts have it; the commonest first. */
  names: { name: RoleName; accounts: number }[];
}

/** Reads the roles of `accounts`, the first of them, and finds `role` there. */
export function useRolesIn(connection: ConnectionId, accounts: readonly AccountId[], role: RoleName | null): RoleIn {
  const read = accounts.slice(0, READ_MOST);
  const results = useQueries({ queries: read.map((account) => q.roles(connection, account)) });
  const found: RoleIn = {
    there: [],
    absent: [],
    failed: [],
    reading: [],
    unread: accounts.slice(READ_MOST),
    names: [],
  };
  const names = new Map<RoleName, number>();
  for (const [place, account] of read.entries()) {
    const result = results[place];
    if (result?.isError) {
      found.failed.push({ account, failure: toFailure(result.error) });
    } else if (result?.data === undefined) {
      found.reading.push(account);
    } else {
      for (const each of result.data.filter((it) => !isAwsOwn(it))) {
        names.set(each.name, (names.get(each.name) ?? 0) + 1);
      }
      const own = result.data.find((each) => each.name === role);
      if (own) {
        found.there.push({ account, role: own });
      } else {
        found.absent.push(account);
      }
    }
  }
  found.names = [...names]
    .map(([name, number]) => ({ name, accounts: number }))
    .toSorted((a, b) => b.accounts - a.accounts || a.name.localeCompare(b.name));
  return found;
}
