import { useQuery } from "@tanstack/react-query";

import type { AccountId, ConnectionId, OrganizationId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { useReadOnly } from "../../ipc/readOnly";

/** What the forms about roles need to know of the connection. */
export interface Standing {
  organization: OrganizationId | null;
  management: AccountId | null;
  /** Why nothing can be changed; null where it can. */
  readOnly: string | null;
}

export function useStanding(connection: ConnectionId): Standing {
  const organization = useQuery(q.organization(connection)).data?.tree?.organization;
  return {
    organization: organization?.id ?? null,
    management: organization?.managementAccountId ?? null,
    readOnly: useReadOnly(connection),
  };
}
