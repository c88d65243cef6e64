import { useQuery } from "@tanstack/react-query";

import type { ConnectionId } from "./bindings";
import { q } from "./client";

/** Why nothing may be changed through `connection`; null where it may. Rust refuses in any case. */
export function useReadOnly(connection: ConnectionId | null): string | null {
  const connections = useQuery(q.connections()).data;
  return connections?.find(({ id }) => id === connection)?.readOnly
    ? "This connection is read-only: change it on the Connections page"
    : null;
}
