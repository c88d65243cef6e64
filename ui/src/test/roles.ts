import type { Role, RoleReadiness, RoleTemplateView } from "../ipc/bindings";
import { LEDGER, MANAGEMENT } from "./fixture";

export const DEFAULT_ROLE = "OrganizationAccountAccessRole";

/** A trust policy for these accounts, as AWS gives it: in one line. */
export function trustOf(...accounts: string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: accounts.map((id) => `arn:aws:iam::${id}:root`) },
        Action: "sts:AssumeRole",
      },
    ],
  });
}

export function roleOf(name: string, part: Partial<Role> = {}): Role {
  return {
    name,
    arn: `arn:aws:iam::${LEDGER}:role/${name}`,
    path: "/",
    maxSessionSeconds: 3600,
    trustPolicy: trustOf(MANAGEMENT),
    trusted: [`everyone in account ${MANAGEMENT} whom that account allows`],
    attachedPolicies: [{ name: "ReadOnlyAccess", arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
    inlinePolicies: [],
    createdAt: "2026-03-14T09:00:00Z",
    ...part,
  };
}

/** A role that belongs to a service of AWS. */
export const SERVICE_ROLE = roleOf("AWSServiceRoleForOrganizations", {
  path: "/aws-service-role/organizations.amazonaws.com/",
  trusted: ["the AWS service organizations"],
  attachedPolicies: [],
});

export const TEMPLATES: RoleTemplateView[] = [
  {
    template: "administrator",
    name: "Administrator",
    suggestedName: "Org-Admin",
    explanation: "Everything, also to give rights to others.",
    policies: ["arn:aws:iam::aws:policy/AdministratorAccess"],
  },
  {
    template: "powerUser",
    name: "Power user",
    suggestedName: "Org-PowerUser",
    explanation: "Everything but users, roles and the organization.",
    policies: ["arn:aws:iam::aws:policy/PowerUserAccess"],
  },
  {
    template: "readOnly",
    name: "Read-only",
    suggestedName: "Org-ReadOnly",
    explanation: "Looks at everything, changes nothing.",
    policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
  },
  {
    template: "billing",
    name: "Billing",
    suggestedName: "Org-Billing",
    explanation: "Bills, budgets and payments.",
    policies: ["arn:aws:iam::aws:policy/job-function/Billing"],
  },
  {
    template: "custom",
    name: "Custom",
    suggestedName: "Org-Custom",
    explanation: "What your own policy says.",
    policies: [],
  },
];

/** What helps mostly, by state. */
const FIXES = {
  assumable: "none",
  probablyMissing: "bootstrap",
  denied: "checkPolicies",
  unknown: "tryAgain",
} as const;

export function foundOf(account: string, part: Partial<RoleReadiness> = {}): RoleReadiness {
  return {
    account,
    role: DEFAULT_ROLE,
    readiness: "assumable",
    words: null,
    fix: FIXES[part.readiness ?? "assumable"],
    checkedAt: "2026-11-03T12:00:00Z",
    ...part,
  };
}
