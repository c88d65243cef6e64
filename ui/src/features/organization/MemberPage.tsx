import { LogOut, Plug } from "lucide-react";
import type { ReactNode } from "react";

import type { AccountId, Change, ConnectionId, Organization, OrganizationView } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import { LoadState } from "./LoadState";
import { featuresOf } from "./standing";

interface MemberPageProps {
  connection: ConnectionId;
  view: OrganizationView;
  organization: Organization;
  caller: AccountId | undefined;
  /** What other organizations asked this account; nothing where none did. */
  received: ReactNode;
  onReview: (changes: Change[]) => void;
  onConnections: () => void;
}

/** A member that may not read its organization: which one it is, and what it can do. */
export function MemberPage({
  connection,
  view,
  organization,
  caller,
  received,
  onReview,
  onConnections,
}: MemberPageProps) {
  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">Organization</h1>
        <LoadState connection={connection} view={view} />
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page standing" tabIndex={0} role="region" aria-label="Organization">
        <p className="standing-head">
          The account {caller && <code>{caller}</code>} is a member of an organization that it may not read. Its
          management account sees the tree and pays the bill.
        </p>
        <section aria-label="Its organization">
          <h2>Its organization</h2>
          <dl className="facts wide card">
            <Fact name="Organization" copy={organization.id}>
              <code>{organization.id}</code>
            </Fact>
            <Fact name="Management" copy={organization.managementAccountId}>
              <code>{organization.managementAccountId}</code>
            </Fact>
            <Fact name="Features">{featuresOf(organization)}</Fact>
          </dl>
        </section>
        <section aria-label="See the tree">
          <h2>See the tree</h2>
          <p className="muted">
            Connect as the management account, or as a delegated administrator that may list accounts.
          </p>
          <div>
            <Button icon={Plug} onClick={onConnections}>
              Other connections
            </Button>
          </div>
        </section>
        {received && (
          <section aria-label="Invitations">
            <h2>Invitations</h2>
            {received}
          </section>
        )}
        <section aria-label="Leave the organization">
          <h2>Leave the organization</h2>
          <p className="muted">AWS lets an account leave only if all of this holds:</p>
          <ul className="meaning">
            <li>It has payment, contact and support details of its own: from then on it pays its own bills.</li>
            <li>It was invited, or was created here at least 4 days ago.</li>
            <li>
              <span>
                It is no delegated administrator, and no policy denies <code>organizations:LeaveOrganization</code>.
              </span>
            </li>
          </ul>
          <p className="muted">
            Its tags are lost. Roles that others may assume here stay: delete them if they should not.
          </p>
          <div>
            <Button changes icon={LogOut} onClick={() => onReview([{ change: "leaveOrganization" }])}>
              Leave…
            </Button>
          </div>
        </section>
      </div>
    </>
  );
}
