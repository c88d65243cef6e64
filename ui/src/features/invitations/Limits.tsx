import { useQuery } from "@tanstack/react-query";

import type { ConnectionId, Invitations } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Meter } from "../../kit/Meter";
import { count } from "../../kit/words";

interface LimitsProps {
  connection: ConnectionId;
  invitations: Invitations;
  /** Accounts in the organization, where that is known. */
  accounts: number | null;
  /** Invitations that are open. */
  open: number;
}

/** What AWS still allows, before anything is sent. */
export function Limits({ connection, invitations, accounts, open }: LimitsProps) {
  const details = useQuery(q.organizationDetails(connection));
  const { sentInADay, allowedInADay } = invitations;
  const quota = details.data?.accountQuota ?? null;
  return (
    <div className="limits">
      <Meter
        label="Invitations in 24 hours"
        used={sentInADay}
        of={allowedInADay}
        hint="Accepted ones do not count. AWS refuses more until tomorrow."
      />
      <Meter
        label="Accounts in the organization"
        used={accounts ?? 0}
        of={quota}
        hint={
          quota === null
            ? details.isPending
              ? "Reading the quota…"
              : "AWS did not tell the quota"
            : open > 0
              ? `${count(open, "open invitation")} may add to it`
              : "The quota can be raised in Service Quotas, in us-east-1"
        }
      />
    </div>
  );
}
