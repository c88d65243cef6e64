import type { AccountId, OrganizationView } from "../ipc/bindings";
import type { TreeIndex } from "../ipc/tree";

/** What stands in the place of an organization's name that is not known. */
const NAMES = { reads: null, member: "Organization", outside: "No organization" } as const;

/** Where one is, for the head of the rail: the organization, or the account that stands alone. */
export function titleOf(
  view: OrganizationView | undefined,
  index: TreeIndex | null,
  caller: AccountId | undefined,
): { name: string | null; organizationId: string | null } {
  const { tree, standing } = view ?? {};
  if (tree) {
    const { id, managementAccountId } = tree.organization;
    return { name: index?.byId.get(managementAccountId)?.name ?? null, organizationId: id };
  }
  return {
    name: standing ? NAMES[standing.standing] : null,
    organizationId: standing?.standing === "member" ? standing.organization.id : (standing && caller) || null,
  };
}
