import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";

import type { AccountId, Change, ConnectionId, NodeId, OrganizationDetails, TreeParts } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { indexTree } from "../../ipc/tree";
import { Button, IconButton } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import { FailureNote } from "../../kit/failureToast";
import { Meter } from "../../kit/Meter";
import { count, day } from "../../kit/words";
import { Features } from "./Features";
import { featuresOf, onlyManagement } from "./standing";

interface DetailsPageProps {
  connection: ConnectionId;
  tree: TreeParts;
  caller: AccountId | undefined;
  onReview: (changes: Change[]) => void;
  onReveal: (node: NodeId) => void;
}

/** The organization beyond its tree: its features and limits, whom it trusts, and its end. */
export function DetailsPage({ connection, tree, caller, onReview, onReveal }: DetailsPageProps) {
  const details = useQuery(q.organizationDetails(connection));
  const { organization } = tree;
  const index = indexTree(tree);
  const accounts = index.root ? (index.counts.get(index.root.id)?.accounts ?? 0) : 0;
  const management = index.byId.get(organization.managementAccountId);
  const quota = details.data?.accountQuota ?? null;
  const refusal = onlyManagement(organization, caller);
  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">Organization details</h1>
        <span className="load-words" role="status">
          {details.isFetching ? "Reading…" : ""}
        </span>
        <IconButton
          icon={RefreshCw}
          label="Refresh"
          spinning={details.isFetching}
          onClick={() => void details.refetch()}
        />
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page details" tabIndex={0} role="region" aria-label="Organization details">
        {details.isError && (
          <FailureNote
            failure={toFailure(details.error)}
            actions={<Button onClick={() => void details.refetch()}>Try again</Button>}
          />
        )}
        <section className="setting" aria-label="Organization">
          <div>
            <h2>Organization</h2>
            <p className="muted">
              AWS sends a verification to the management account’s email. Until it is confirmed, invitations fail.
            </p>
          </div>
          <dl className="facts wide">
            <Fact name="Organization id" copy={organization.id}>
              <code>{organization.id}</code>
            </Fact>
            <Fact name="Management account" copy={organization.managementAccountId}>
              <button type="button" className="link" onClick={() => onReveal(organization.managementAccountId)}>
                {management?.name ?? organization.managementAccountId}
              </button>{" "}
              <code className="muted">{organization.managementAccountId}</code>
            </Fact>
            <Fact name="Its email" copy={details.data?.managementEmail}>
              {details.data?.managementEmail ?? (
                <span className="faint">{details.isError ? "not read" : "Reading…"}</span>
              )}
            </Fact>
            <Fact name="Features">{featuresOf(organization)}</Fact>
          </dl>
        </section>
        <section className="setting" aria-label="Accounts">
          <div>
            <h2>Accounts</h2>
            <p className="muted">
              Closed accounts count for 90 days, open invitations count too. Raise the quota in Service Quotas, in
              us-east-1.
            </p>
          </div>
          <Meter
            label="Accounts"
            used={accounts}
            of={quota}
            hint={
              quota === null
                ? details.isPending
                  ? "Reading the quota…"
                  : "AWS did not tell the quota"
                : `${count(Math.max(0, quota - accounts), "more account")} fit`
            }
          />
        </section>
        <Features connection={connection} organization={organization} refusal={refusal} onReview={onReview} />
        <Trusted details={details.data} failed={details.isError} />
        <Delegated
          details={details.data}
          failed={details.isError}
          known={(id) => index.byId.has(id)}
          onReveal={onReveal}
        />
        <section className="setting" aria-label="Delete the organization">
          <div>
            <h2>Delete the organization</h2>
            <p className="muted">
              Its OUs, policies and tags are gone with it. The management account stays, and stands alone.
            </p>
          </div>
          <div>
            <Button
              changes
              refusal={
                refusal ??
                (accounts > 1 ? `${count(accounts - 1, "other account")} must leave or be closed first` : null)
              }
              onClick={() => onReview([{ change: "deleteOrganization" }])}
            >
              Delete organization…
            </Button>
          </div>
        </section>
      </div>
    </>
  );
}

interface PartProps {
  details: OrganizationDetails | undefined;
  failed: boolean;
}

function Nothing({ failed, none, details }: PartProps & { none: string }) {
  return <p className="faint">{details ? none : failed ? "Not read" : "Reading…"}</p>;
}

function Trusted({ details, failed }: PartProps) {
  return (
    <section className="setting" aria-label="Trusted services">
      <div>
        <h2>Trusted services</h2>
        <p className="muted">Services of AWS that may act in all accounts of the organization.</p>
      </div>
      {details && details.services.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" className="num">
                Since
              </th>
            </tr>
          </thead>
          <tbody>
            {details.services.map(({ principal, enabledAt }) => (
              <tr key={principal}>
                <td>
                  <code>{principal}</code>
                </td>
                <td className="num muted">{enabledAt ? day(enabledAt) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Nothing details={details} failed={failed} none="None is trusted" />
      )}
    </section>
  );
}

function Delegated({
  details,
  failed,
  known,
  onReveal,
}: PartProps & { known: (account: AccountId) => boolean; onReveal: (node: NodeId) => void }) {
  return (
    <section className="setting" aria-label="Delegated administrators">
      <div>
        <h2>Delegated administrators</h2>
        <p className="muted">Accounts that manage a service for the whole organization.</p>
      </div>
      {details && details.delegated.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Manages</th>
            </tr>
          </thead>
          <tbody>
            {details.delegated.map(({ accountId, name, services }) => (
              <tr key={accountId}>
                <td>
                  {known(accountId) ? (
                    <button type="button" className="link" onClick={() => onReveal(accountId)}>
                      {name}
                    </button>
                  ) : (
                    name
                  )}{" "}
                  <code className="muted">{accountId}</code>
                </td>
                <td>
                  {services.map((service) => (
                    <div key={service}>
                      <code>{service}</code>
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Nothing details={details} failed={failed} none="No account is one" />
      )}
    </section>
  );
}
