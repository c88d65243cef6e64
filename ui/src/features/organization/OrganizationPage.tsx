import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { AccountId, Change, ConnectionId, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import type { RoleAction } from "./asking";
import { LoadFailed } from "./LoadFailed";
import { LoadState, refreshNow } from "./LoadState";
import { OrganizationView } from "./OrganizationView";

/** A wish from elsewhere; a new object is a new wish. */
export type Wish =
  | { do: "reveal"; id: NodeId }
  | { do: "createOu" | "createAccount" | "createAccounts" | "search" | "expandAll" | "collapseAll" }
  /** With what is selected. */
  | { do: "move" | "tag" | "renameSelected" | "changeEmail" | "remove" | "close" };

/** More of the ways into accounts, for their menus. */
export interface Consoles {
  favourites: ReadonlySet<AccountId>;
  /** Makes an account a favourite, or none any more. */
  toggle: (account: AccountId) => void;
  /** Asks how to open a console. */
  options: (account: AccountId) => void;
}

export interface OrganizationPageProps {
  connection: ConnectionId;
  wish: Wish | null;
  onWishDone: () => void;
  onReview: (changes: Change[]) => void;
  onOpenConsole: (account: NodeId) => void;
  consoles: Consoles;
  /** Shows the organization beyond its tree. */
  onDetails: () => void;
  /** Signs in once more, from the beginning. */
  onSignIn: () => void;
  /** Leads to the dialogs about roles in these accounts. */
  onRoles: (what: RoleAction, accounts: readonly NodeId[]) => void;
  access: (account: AccountNode) => ReactNode;
}

/** The organization: its tree, and what is known of what is selected in it. */
export function OrganizationPage(props: OrganizationPageProps) {
  const { connection } = props;
  const organization = useQuery(q.organization(connection));
  const remembered = useQuery(q.viewState(connection));

  if (organization.isError) {
    return (
      <div className="page-message">
        <FailureNote
          failure={toFailure(organization.error)}
          actions={<Button onClick={() => void organization.refetch()}>Try again</Button>}
        />
      </div>
    );
  }
  const view = organization.data;
  if (view === undefined || remembered.isPending) {
    return <Skeleton />;
  }
  if (view.tree === null) {
    return (
      <Skeleton
        head={<LoadState connection={connection} view={view} />}
        failure={
          view.failure && <LoadFailed connection={connection} failure={view.failure} onSignIn={props.onSignIn} />
        }
        resting={
          // Saved, yet nothing there: the sign-in is under way.
          !view.loading && !view.failure && !view.saved ? (
            <Button onClick={() => refreshNow(connection)}>Load the organization</Button>
          ) : null
        }
      />
    );
  }
  return (
    <OrganizationView
      {...props}
      view={view}
      tree={view.tree}
      remembered={remembered.data ?? { expanded: null, selected: [] }}
    />
  );
}

/** Where the tree will stand. */
function Skeleton({ head, failure, resting }: { head?: ReactNode; failure?: ReactNode; resting?: ReactNode }) {
  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">Organization</h1>
        {head}
      </div>
      <div className="page-message">
        {failure || resting || (
          <div className="skeleton" aria-label="Loading the organization" role="status">
            {["60%", "42%", "51%", "38%", "47%", "35%"].map((width) => (
              <i key={width} style={{ width }} />
            ))}
          </div>
        )}
      </div>
    </>
  );
}
