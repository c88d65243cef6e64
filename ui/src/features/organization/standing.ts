import type { AccountId, Organization, OrganizationView } from "../../ipc/bindings";

/** `All features`, `Consolidated billing only`. */
export function featuresOf(organization: Organization): string {
  return organization.featureSet === "ALL" ? "All features" : "Consolidated billing only";
}

/** Why the account that is signed in cannot create an organization; null if it can. */
export function cannotCreateOrganization(view: OrganizationView | undefined): string | null {
  if (view?.tree) {
    return `This account is in the organization ${view.tree.organization.id} already`;
  }
  switch (view?.standing?.standing) {
    case "outside":
      return null;
    case "member":
      return `This account is in the organization ${view.standing.organization.id} already`;
    case "reads":
    case undefined:
      return "It is not known yet whether this account is in an organization";
  }
}

/** Why an account that is signed in so cannot change the organization itself; null if it can. */
export function onlyManagement(organization: Organization, caller: AccountId | undefined): string | null {
  return caller === undefined || caller === organization.managementAccountId
    ? null
    : `Only the management account ${organization.managementAccountId} can do this`;
}
