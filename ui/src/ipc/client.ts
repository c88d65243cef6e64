import { QueryClient, queryOptions } from "@tanstack/react-query";

import { type AccountId, commands, type ConnectionId, type NodeId, type OrganizationView } from "./bindings";
import { toFailure } from "./failures";
import { shareTree } from "./tree";

/** Runs a command; what it throws is always a `Failure`. */
export async function run<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (thrown) {
    throw toFailure(thrown);
  }
}

/** A query that calls AWS when it is read: a change marks it old, but only looking at it reads it again. */
const CALLS_AWS = { callsAws: true } as const;

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { callsAws?: boolean };
  }
}

/** Reads, one for each thing that Rust holds. Keys are `[topic, connection, …]`: events refresh by them. */
export const q = {
  appInfo: () => queryOptions({ queryKey: ["app"], queryFn: () => run(commands.appInfo()) }),
  connections: () => queryOptions({ queryKey: ["connections", null], queryFn: () => run(commands.connections()) }),
  startConnection: () => queryOptions({ queryKey: ["start"], queryFn: () => run(commands.startConnection()) }),
  settings: () => queryOptions({ queryKey: ["settings"], queryFn: () => run(commands.settings()) }),
  session: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["session", connection],
      queryFn: () => run(commands.openConnection(connection)),
    }),
  organization: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["organization", connection],
      queryFn: () => run(commands.organization(connection)),
      structuralSharing: (before: unknown, now: unknown) =>
        // The query above gives no other type; TanStack passes it on as unknown.
        shareTree(before as OrganizationView | undefined, now as OrganizationView),
    }),
  tags: (connection: ConnectionId, node: NodeId) =>
    queryOptions({
      queryKey: ["organization", connection, "tags", node],
      queryFn: () => run(commands.tags(connection, node)),
      meta: CALLS_AWS,
    }),
  policies: (connection: ConnectionId, node: NodeId) =>
    queryOptions({
      queryKey: ["organization", connection, "policies", node],
      queryFn: () => run(commands.policies(connection, node)),
      meta: CALLS_AWS,
    }),
  organizationDetails: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["organization", connection, "details"],
      queryFn: () => run(commands.organizationDetails(connection)),
      meta: CALLS_AWS,
    }),
  accountDetails: (connection: ConnectionId, account: AccountId) =>
    queryOptions({
      queryKey: ["organization", connection, "account", account],
      queryFn: () => run(commands.accountDetails(connection, account)),
      meta: CALLS_AWS,
    }),
  accountsCsv: (connection: ConnectionId, text: string) =>
    queryOptions({
      queryKey: ["organization", connection, "accountsCsv", text],
      queryFn: () => run(commands.readAccountsCsv(connection, text)),
      gcTime: 0,
    }),
  invitationsCsv: (connection: ConnectionId, text: string) =>
    queryOptions({
      queryKey: ["organization", connection, "invitationsCsv", text],
      queryFn: () => run(commands.readInvitationsCsv(connection, text)),
      gcTime: 0,
    }),
  csvTemplates: () => queryOptions({ queryKey: ["csvTemplates"], queryFn: () => run(commands.csvTemplates()) }),
  invitations: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["invitations", connection],
      // Calls AWS, yet follows the news: the rail counts what is open.
      queryFn: () => run(commands.invitations(connection)),
    }),
  activity: (connection: ConnectionId) =>
    queryOptions({ queryKey: ["activity", connection], queryFn: () => run(commands.activity(connection)) }),
  roles: (connection: ConnectionId, account: AccountId) =>
    queryOptions({
      queryKey: ["access", connection, "roles", account],
      queryFn: () => run(commands.roles(connection, account)),
      meta: CALLS_AWS,
    }),
  recents: (connection: ConnectionId) =>
    queryOptions({ queryKey: ["access", connection, "recents"], queryFn: () => run(commands.recents(connection)) }),
  viewState: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["view", connection],
      queryFn: () => run(commands.viewState(connection)),
    }),
};

/** Rust says what is old, so nothing ages by itself and nothing is tried again behind the user's back. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
