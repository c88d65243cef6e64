import type { AccountId, OrganizationView } from "../../ipc/bindings";

/** Why an account that is signed in so cannot send invitations; null if it can. AWS lets the management account alone. */
export function cannotInvite(view: OrganizationView | undefined, caller: AccountId | undefined): string | null {
  if (view?.tree) {
    const management = view.tree.organization.managementAccountId;
    return caller === undefined || caller === management ? null : onlyManagement(management);
  }
  switch (view?.standing?.standing) {
    case "outside":
      return "This account is in no organization: create one first";
    case "member":
      return onlyManagement(view.standing.organization.managementAccountId);
    case "reads":
    case undefined:
      return "The organization is not loaded yet";
  }
}

function onlyManagement(management: AccountId): string {
  return `Only the management account ${management} can send invitations`;
}
