import type { NewRole, OrganizationId, Role, RoleTemplate, TrustSpec } from "../../ipc/bindings";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { count } from "../../kit/words";

/** Sessions that are offered, in hours. AWS allows 1 to 12. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const SESSION_HOURS = [1, 2, 4, 8, 12] as const;
export const HOUR_S = 3600;
/** Characters of a trust policy that every account may have. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const TRUST_MAX = 2048;
/** Characters of all policies written into one role. */
export const INLINE_MAX = 10_240;
export const DESCRIPTION_MAX = 1000;

/** `1 hour`, `90 minutes`, `12 hours`. */
export function sessionWords(seconds: number): string {
  return seconds % HOUR_S === 0 ? count(seconds / HOUR_S, "hour") : count(Math.round(seconds / 60), "minute");
}

/** What is wrong with a role's name; null if nothing is. */
export function roleNameProblem(name: string): string | null {
  if (name === "") {
    return "Give the role a name";
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    return "Letters, digits and + = , . @ - _ only";
  }
  return name.length > 64 ? "AWS allows 64 characters" : null;
}

/** Whether only AWS changes this role: it belongs to a service, or to Identity Center. */
export function isAwsOwn(role: Pick<Role, "path">): boolean {
  return role.path.startsWith("/aws-service-role/") || role.path.startsWith("/aws-reserved/");
}

/** Why a person cannot step into this role; null where someone may. */
export function cannotOpenAs(role: Role): string | null {
  const people = role.trusted.filter((who) => !who.startsWith("the AWS service ") && !who.startsWith("refuses "));
  return people.length === 0 ? "It trusts no person, only services of AWS" : null;
}

/** Why AWS's own roles stay as they are; null for others. */
export function cannotChange(role: Role): string | null {
  return isAwsOwn(role) ? "Only AWS changes this role" : null;
}

/** One's own first, both by name. */
export function inOrder(roles: readonly Role[]): Role[] {
  return roles.toSorted((a, b) => Number(isAwsOwn(a)) - Number(isAwsOwn(b)) || a.name.localeCompare(b.name));
}

/** How a new role is described in the form. */
export interface RoleDraft {
  template: RoleTemplate;
  name: string;
  description: string;
  maxSessionSeconds: number;
  /** The document of a custom role. */
  custom: string;
}

/** The role that a draft asks for, with what its template attaches. */
export function newRole(draft: RoleDraft, policies: readonly string[], trustPolicy: string): NewRole {
  const own = draft.template === "custom";
  return {
    name: draft.name,
    path: "/",
    description: draft.description.trim(),
    trustPolicy,
    policies: own ? [] : [...policies],
    inline: own ? [{ name: draft.name, document: draft.custom }] : [],
    maxSessionSeconds: draft.maxSessionSeconds,
  };
}

/** Who is trusted, chosen or written by hand. */
export interface TrustDraft {
  accounts: readonly string[];
  requireMfa: boolean;
  withinOrganization: boolean;
  sourceIdentity: boolean;
  /** The policy as someone wrote it; null while the choices make it. */
  written: string | null;
}

export function specOf(draft: TrustDraft, organization: OrganizationId | null): TrustSpec {
  return {
    accounts: [...draft.accounts],
    principals: [],
    requireMfa: draft.requireMfa,
    organization: draft.withinOrganization ? organization : null,
    sourceIdentity: draft.sourceIdentity,
  };
}

/** The accounts among `ids`, in their order. */
export function accountsOf(index: TreeIndex, ids: readonly string[]): AccountNode[] {
  return ids.flatMap((id) => {
    const node = index.byId.get(id);
    return node?.kind === "account" ? [node] : [];
  });
}

/** Whether roles of an account can be reached: a closed one has none any more. */
export function isUsable(account: AccountNode): boolean {
  return account.state === "ACTIVE" || account.state === "PENDING_CLOSURE" || account.state === "UNKNOWN";
}

/** `ledger`, `ledger and payments`, `ledger, payments, preview and 4 more`. */
export function namesOf(names: readonly string[], most = 3): string {
  if (names.length > most) {
    return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
  }
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
