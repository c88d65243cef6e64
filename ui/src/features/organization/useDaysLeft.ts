import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { AccountId, ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { useNow } from "../../kit/useNow";
import { closedAt, daysShown } from "./closing";

const HOUR_MS = 3_600_000;

/** Days for which accounts that Canopy closed are still shown; new only when an hour has passed or a job has moved. */
export function useDaysLeft(connection: ConnectionId): ReadonlyMap<AccountId, number> {
  const { data: jobs } = useQuery(q.activity(connection));
  const hour = Math.floor(useNow() / HOUR_MS) * HOUR_MS;
  return useMemo(
    () => new Map([...closedAt(jobs ?? [])].map(([account, at]) => [account, daysShown(at, hour)])),
    [jobs, hour],
  );
}
