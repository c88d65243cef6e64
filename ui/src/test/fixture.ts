import type {
  AccountDetails,
  AccountState,
  Browser,
  Change,
  Connection,
  ConsoleChoices,
  ConsoleOptions,
  ConsoleService,
  ExportDefaults,
  Exported,
  Failure,
  Invitations,
  JobRecord,
  JobState,
  Node,
  NodePolicies,
  Organization,
  OrganizationDetails,
  OrganizationView,
  Plan,
  Policy,
  Settings,
  Step,
  StepRecord,
  StepState,
  TreeParts,
} from "../ipc/bindings";

/** The connection that tests are signed in with. */
export const SANDBOX = "sandbox";
export const ROOT = "r-ex01";
export const PLATFORM = "ou-ex01-platform1";
export const WORKLOADS = "ou-ex01-workload1";
export const PROD = "ou-ex01-prod00001";
export const STAGING = "ou-ex01-staging01";
export const EMPTY = "ou-ex01-empty0001";
export const MANAGEMENT = "111122223333";
export const LOGS = "000000000011";
export const NETWORK = "000000000012";
export const LEDGER = "000000000021";
export const PAYMENTS = "000000000022";
export const PREVIEW = "000000000023";
export const OLD = "000000000031";

export const ORGANIZATION: Organization = { id: "o-example001", managementAccountId: MANAGEMENT, featureSet: "ALL" };

export function ou(id: string, name: string, parentId: string): Node {
  return { id, name, parentId, arn: `arn:aws:organizations::${MANAGEMENT}:ou/o-example001/${id}`, kind: "ou" };
}

export function account(id: string, name: string, parentId: string, state: AccountState = "ACTIVE"): Node {
  return {
    id,
    name,
    parentId,
    arn: `arn:aws:organizations::${MANAGEMENT}:account/o-example001/${id}`,
    kind: "account",
    email: `aws+${name}@example.com`,
    state,
    joinedMethod: "CREATED",
    joinedAt: "2026-03-14T09:00:00Z",
  };
}

/** A root with three OUs beside two accounts; thirteen nodes, in order of display. */
export const NODES: readonly Node[] = [
  { id: ROOT, name: "Root", parentId: null, kind: "root" },
  ou(EMPTY, "Empty", ROOT),
  ou(PLATFORM, "Platform", ROOT),
  account(LOGS, "log-archive", PLATFORM),
  account(NETWORK, "network", PLATFORM),
  ou(WORKLOADS, "Workloads", ROOT),
  ou(PROD, "prod", WORKLOADS),
  account(LEDGER, "ledger", PROD),
  account(PAYMENTS, "payments", PROD, "SUSPENDED"),
  ou(STAGING, "staging", WORKLOADS),
  account(PREVIEW, "preview", STAGING),
  account(MANAGEMENT, "acme", ROOT),
  account(OLD, "old", ROOT, "CLOSED"),
];

/** The names of all rows, from above. */
export const NAMES = NODES.map((node) => node.name);

export function treeOf(nodes: readonly Node[] = NODES): TreeParts {
  return { organization: ORGANIZATION, asOf: "2026-11-03T12:00:00Z", complete: true, nodes: [...nodes] };
}

export function viewOf(nodes: readonly Node[] = NODES): OrganizationView {
  return {
    tree: treeOf(nodes),
    saved: false,
    loading: null,
    failure: null,
    differences: [],
    standing: { standing: "reads" },
  };
}

/** The organization beyond its tree. */
export const ORGANIZATION_DETAILS: OrganizationDetails = {
  organization: ORGANIZATION,
  managementEmail: "aws+acme@example.com",
  accountQuota: 10,
  services: [{ principal: "cloudtrail.amazonaws.com", enabledAt: "2026-01-02T09:00:00Z" }],
  delegated: [{ accountId: LOGS, name: "log-archive", services: ["guardduty.amazonaws.com"] }],
};

export const NO_INVITATIONS: Invitations = {
  sent: [],
  received: [],
  sentInADay: 0,
  allowedInADay: 20,
  asOf: "2026-11-03T12:00:00Z",
};

export const POLICIES: readonly NodePolicies[] = [
  {
    kind: "SERVICE_CONTROL_POLICY",
    applied: [
      { policy: policyOf("p-FullAWSAccess", "FullAWSAccess", { awsManaged: true }), from: ROOT },
      { policy: policyOf("p-region01", "DenyLeavingRegion"), from: WORKLOADS },
    ],
    attached: 1,
    slots: 5,
    maxSize: 5120,
  },
  { kind: "TAG_POLICY", applied: [], attached: 0, slots: 10, maxSize: 10000 },
];

export const ACCOUNT_DETAILS: AccountDetails = {
  contacts: [
    { kind: "BILLING", contact: null },
    { kind: "OPERATIONS", contact: null },
    {
      kind: "SECURITY",
      contact: { name: "Grace Hopper", title: "Security lead", email: "security@example.com", phone: "+1 555 0100" },
    },
  ],
  regions: [
    { name: "eu-central-1", state: "ENABLED_BY_DEFAULT" },
    { name: "ap-east-1", state: "DISABLED" },
    { name: "af-south-1", state: "ENABLED" },
    { name: "me-south-1", state: "ENABLING" },
  ],
};

export function policyOf(id: string, name: string, part: Partial<Policy> = {}): Policy {
  return { id, name, description: "", kind: "SERVICE_CONTROL_POLICY", awsManaged: false, ...part };
}

export const SETTINGS: Settings = {
  theme: "system",
  lastConnection: SANDBOX,
  defaultRole: "OrganizationAccountAccessRole",
  reminderMinutes: 5,
  sessionRegion: null,
  browsers: [],
  billingRequestsByItself: 100,
  costsInTree: true,
};

export const FIREFOX: Browser = {
  id: "firefox",
  name: "Firefox",
  template: "firefox -P {profile} 'ext+container:name={container}&color={color}&url={encoded_url}' {url}",
  mode: "plain",
};

export const CHROME: Browser = {
  id: "chrome",
  name: "Chrome",
  template: "google-chrome --profile-directory={profile} {url}",
  mode: "multiSession",
};

/** What a console is opened with before anyone chose anything. */
export const USUAL: ConsoleOptions = {
  role: null,
  destination: { kind: "home" },
  durationSeconds: null,
  browser: null,
  profile: null,
  container: null,
  session: null,
};

export const CHOICES: ConsoleChoices = {
  options: USUAL,
  remembered: false,
  role: "OrganizationAccountAccessRole",
  roles: ["OrganizationAccountAccessRole", "Auditor"],
  longestSeconds: 14_400,
  durationRefusal: null,
  regions: ["eu-central-1", "eu-west-1", "us-east-1"],
  partition: "aws",
};

export const SERVICES: readonly ConsoleService[] = [
  { id: "ec2", name: "EC2", path: "ec2/home", regional: true, keywords: "compute virtual machines instances ami" },
  { id: "s3", name: "S3", path: "s3/buckets", regional: true, keywords: "storage buckets objects simple" },
  { id: "iam", name: "IAM", path: "iam/home", regional: false, keywords: "identity users roles policies" },
];

export const EXPORT_DEFAULTS: ExportDefaults = {
  file: "/home/ada/.aws/config",
  naming: "{account}-{role}",
  program: "/usr/bin/canopy",
  profiles: 1,
  words: ["Only Canopy's own section is written.", "The file as it was is kept beside it."],
};

export const EXPORTED: Exported = {
  before: "[profile ledger-Old]\ncredential_process = canopy\n",
  section: "[profile ledger-Auditor]\ncredential_process = canopy\n",
  profiles: ["ledger-Auditor"],
  added: ["ledger-Auditor"],
  changed: [],
  removed: ["ledger-Old"],
};

export const CONNECTIONS: readonly Connection[] = [
  {
    id: SANDBOX,
    kind: "sandbox",
    name: "Sandbox",
    detail: "an organization to try things on",
    region: null,
    readOnly: false,
    partition: "aws",
    spec: null,
  },
  {
    id: "profile:corp",
    kind: "profile",
    name: "corp",
    detail: "Identity Center session corp",
    region: "eu-central-1",
    readOnly: false,
    partition: "aws",
    spec: null,
  },
];

export const DENIED: Failure = {
  code: "denied",
  message: "not allowed to `organizations:MoveAccount` on `ou-ex01-prod00001`",
  hint: "Sign in with a role that grants it.",
  requestId: "4f2c1a9e-0001",
};

export const MOVE: Step = { action: "moveAccount", account: PREVIEW, from: STAGING, to: PROD };

export const MOVE_COMMAND = `aws organizations move-account --account-id ${PREVIEW} --source-parent-id ${STAGING} --destination-parent-id ${PROD}`;

export function planOf(changes: readonly Change[], part: Partial<Plan> = {}): Plan {
  return {
    planId: "plan-1",
    title: "Move preview to prod",
    steps: changes.map((_, place) => ({
      id: place + 1,
      action: "organizations:MoveAccount",
      target: PREVIEW,
      summary: "Move preview from staging to prod",
      needs: `It stands in ${STAGING}.`,
      command: MOVE_COMMAND,
      step: MOVE,
    })),
    impact: [],
    warnings: [],
    blockers: [],
    seconds: 1,
    withoutReturn: [],
    ...part,
  };
}

export function stepOf(state: StepState, part: Partial<StepRecord> = {}): StepRecord {
  return { id: 1, step: MOVE, summary: "Move preview from staging to prod", state, command: MOVE_COMMAND, ...part };
}

export function jobOf(state: JobState, steps: StepRecord[], part: Partial<JobRecord> = {}): JobRecord {
  return {
    id: "job-1",
    connection: SANDBOX,
    organization: ORGANIZATION.id,
    title: "Move preview to prod",
    state,
    createdAt: "2026-11-03T12:00:00Z",
    steps,
    ...part,
  };
}
