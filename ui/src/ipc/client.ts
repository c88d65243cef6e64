import { QueryClient, queryOptions } from "@tanstack/react-query";

import {
  type AccountId,
  type ExportRequest,
  type BootstrapRequest,
  commands,
  type ConnectionId,
  type DocumentKind,
  type Grouping,
  type IdentityCenterInstance,
  type BillKey,
  type IdentitySpec,
  type Metric,
  type Month,
  type NodeId,
  type OrganizationView,
  type PermissionSet,
  type RoleName,
  type SwitchRoleLink,
  type TrustSpec,
} from "./bindings";
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
  favourites: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["access", connection, "favourites"],
      queryFn: () => run(commands.favourites(connection)),
    }),
  /** Of a role, for how long it lets in; without one, of the role that would be taken. */
  consoleChoices: (connection: ConnectionId, account: AccountId, role: RoleName | null = null) =>
    queryOptions({
      queryKey: ["access", connection, "choices", account, role],
      queryFn: () => run(commands.consoleChoices(connection, account, role)),
    }),
  consoleSessions: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["access", connection, "sessions"],
      queryFn: () => run(commands.consoleSessions(connection)),
    }),
  consoleServices: () =>
    queryOptions({ queryKey: ["consoleServices"], queryFn: () => run(commands.consoleServices()) }),
  consoleRequests: () =>
    queryOptions({ queryKey: ["access", null, "requests"], queryFn: () => run(commands.consoleRequests()) }),
  browsers: () =>
    queryOptions({ queryKey: ["connections", null, "browsers"], queryFn: () => run(commands.browsers()) }),
  switchRoleLink: (connection: ConnectionId, link: SwitchRoleLink) =>
    queryOptions({
      queryKey: ["switchRoleLink", connection, link],
      queryFn: () =>
        run(commands.switchRoleLink(connection, link.account, link.role, link.displayName ?? null, link.color ?? null)),
      gcTime: 0,
    }),
  awsConfigDefaults: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["access", connection, "awsConfig"],
      queryFn: () => run(commands.awsConfigDefaults(connection)),
      gcTime: 0,
    }),
  awsConfigPreview: (connection: ConnectionId, request: ExportRequest) =>
    queryOptions({
      queryKey: ["access", connection, "awsConfig", "preview", request],
      queryFn: () => run(commands.previewAwsConfig(connection, request)),
      gcTime: 0,
    }),
  rolePolicy: (connection: ConnectionId, account: AccountId, role: RoleName, policy: string) =>
    queryOptions({
      queryKey: ["access", connection, "rolePolicy", account, role, policy],
      queryFn: () => run(commands.rolePolicy(connection, account, role, policy)),
      meta: CALLS_AWS,
    }),
  roleTemplates: (connection: ConnectionId) =>
    queryOptions({ queryKey: ["roleTemplates", connection], queryFn: () => run(commands.roleTemplates(connection)) }),
  trustPolicy: (connection: ConnectionId, spec: TrustSpec) =>
    queryOptions({
      queryKey: ["trustPolicy", connection, spec],
      queryFn: () => run(commands.trustPolicy(connection, spec)),
    }),
  trustWords: (policy: string) =>
    queryOptions({
      queryKey: ["trustWords", null, policy],
      queryFn: () => run(commands.trustWords(policy)),
      gcTime: 0,
    }),
  trustChange: (before: string, after: string) =>
    queryOptions({
      queryKey: ["trustChange", null, before, after],
      queryFn: () => run(commands.trustChange(before, after)),
      gcTime: 0,
    }),
  checkPolicy: (text: string, kind: DocumentKind) =>
    queryOptions({
      queryKey: ["checkPolicy", null, kind, text],
      queryFn: () => run(commands.checkPolicy(text, kind)),
      gcTime: 0,
    }),
  bootstrap: (connection: ConnectionId, request: BootstrapRequest) =>
    queryOptions({
      queryKey: ["access", connection, "bootstrap", request],
      queryFn: () => run(commands.bootstrap(connection, request)),
      gcTime: 0,
    }),
  readiness: (connection: ConnectionId) =>
    queryOptions({ queryKey: ["access", connection, "readiness"], queryFn: () => run(commands.readiness(connection)) }),
  identity: (connection: ConnectionId) =>
    queryOptions({ queryKey: ["identity", connection], queryFn: () => run(commands.identity(connection)) }),
  identityChoices: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["identityChoices", connection],
      queryFn: () => run(commands.identityChoices(connection)),
    }),
  checkIdentity: (connection: ConnectionId, spec: IdentitySpec) =>
    queryOptions({
      // The tree is what it is checked against.
      queryKey: ["organization", connection, "checkIdentity", spec],
      queryFn: () => run(commands.checkIdentity(connection, spec)),
      gcTime: 0,
    }),
  identityReview: (connection: ConnectionId, spec: IdentitySpec) =>
    queryOptions({
      queryKey: ["identity", connection, "review", spec],
      queryFn: () => run(commands.reviewIdentity(connection, spec)),
      meta: CALLS_AWS,
      // What was read for one review is old at the next.
      gcTime: 0,
    }),
  /** In a region, or where it is likely. Nothing that Canopy does changes it: it is read again when somebody says so. */
  identityCenter: (connection: ConnectionId, region: string | null) =>
    queryOptions({
      queryKey: ["identityCenter", connection, region],
      queryFn: () => run(commands.identityCenter(connection, region)),
    }),
  permissionSets: (connection: ConnectionId, instance: IdentityCenterInstance) =>
    queryOptions({
      queryKey: ["identityCenter", connection, "sets", instance.arn],
      queryFn: () => run(commands.permissionSets(connection, instance)),
    }),
  assigned: (connection: ConnectionId, instance: IdentityCenterInstance, { arn, accounts }: PermissionSet) =>
    queryOptions({
      queryKey: ["identityCenter", connection, "assigned", arn, accounts],
      queryFn: () => run(commands.permissionSetAssigned(connection, instance, arn, accounts)),
    }),
  identityText: (spec: IdentitySpec) =>
    queryOptions({
      queryKey: ["identityText", null, spec],
      queryFn: () => run(commands.identityText(spec)),
      gcTime: 0,
    }),
  identityFile: () => queryOptions({ queryKey: ["identityFile"], queryFn: () => run(commands.identityFile()) }),
  peopleCsv: (groups: readonly string[], usual: string | null, text: string) =>
    queryOptions({
      queryKey: ["peopleCsv", null, groups, usual, text],
      queryFn: () => run(commands.readPeopleCsv([...groups], usual, text)),
      gcTime: 0,
    }),
  bill: (connection: ConnectionId, month: Month | null, metric: Metric, by: Grouping) =>
    queryOptions({
      queryKey: ["billing", connection, "bill", month, metric, by],
      queryFn: () => run(commands.bill(connection, month, metric, by)),
    }),
  billInside: (connection: ConnectionId, month: Month, metric: Metric, key: BillKey) =>
    queryOptions({
      queryKey: ["billing", connection, "inside", month, metric, key],
      queryFn: () => run(commands.billInside(connection, month, metric, key)),
    }),
  billTreemap: (connection: ConnectionId, month: Month, metric: Metric) =>
    queryOptions({
      queryKey: ["billing", connection, "treemap", month, metric],
      queryFn: () => run(commands.billTreemap(connection, month, metric)),
    }),
  billNodes: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["billing", connection, "nodes"],
      queryFn: () => run(commands.billNodes(connection, null, "unblended")),
    }),
  billSurprises: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["billing", connection, "surprises"],
      queryFn: () => run(commands.billSurprises(connection)),
    }),
  billProgress: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["billing", connection, "progress"],
      queryFn: () => run(commands.billProgress(connection)),
    }),
  // What was read last: only a button reads it again, as AWS takes its price for some of it.
  budgets: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["billing", connection, "budgets"],
      queryFn: () => run(commands.budgets(connection, false)),
    }),
  anomalies: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["billing", connection, "anomalies"],
      queryFn: () => run(commands.anomalies(connection, false)),
    }),
  sharing: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["billing", connection, "sharing"],
      queryFn: () => run(commands.sharing(connection, false)),
    }),
  questions: () =>
    queryOptions({ queryKey: ["connections", null, "questions"], queryFn: () => run(commands.questions()) }),
  keychain: () =>
    queryOptions({ queryKey: ["connections", null, "keychain"], queryFn: () => run(commands.keychainStatus()) }),
  profiles: () =>
    queryOptions({ queryKey: ["connections", null, "profiles"], queryFn: () => run(commands.profiles()) }),
  permissions: (connection: ConnectionId) =>
    queryOptions({
      queryKey: ["connections", connection, "permissions"],
      queryFn: () => run(commands.checkPermissions(connection)),
      meta: CALLS_AWS,
    }),
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
