import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { AccountId, ConnectionId, RoleReadiness } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { notReady } from "../../ipc/readiness";

/** The accounts that the default role is known not to let into; new only when that changes. */
export function useNotReady(connection: ConnectionId): ReadonlyMap<AccountId, RoleReadiness> {
  const role = useQuery(q.settings()).data?.defaultRole ?? "";
  const view = useQuery(q.readiness(connection)).data;
  // While others are being asked, the rows of those that let in come and go: they are not shown here.
  const found = useMemo(() => notReady(view, role), [view, role]);
  const said = JSON.stringify([...found]);
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => found, [said]);
}
