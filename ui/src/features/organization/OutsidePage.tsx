import { Building2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";

import type { AccountId, Change, ConnectionId, OrganizationView } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { LoadState } from "./LoadState";

interface OutsidePageProps {
  connection: ConnectionId;
  view: OrganizationView;
  caller: AccountId | undefined;
  /** What others asked this account, or that nobody did. */
  received: ReactNode;
  onReview: (changes: Change[]) => void;
}

/** An account that is in no organization: what it can do about it. */
export function OutsidePage({ connection, view, caller, received, onReview }: OutsidePageProps) {
  const [features, setFeatures] = useState<"all" | "billing">("all");
  return (
    <>
      <div className="bar">
        <h1 className="h1 grow">No organization</h1>
        <LoadState connection={connection} view={view} />
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page standing" tabIndex={0} role="region" aria-label="No organization">
        <p className="standing-head">
          The account{" "}
          {caller && (
            <span className="with-icon">
              <code>{caller}</code>
              <CopyButton what="account id" text={caller} />
            </span>
          )}{" "}
          stands alone: it pays its own bills, and no organization’s policies apply to it. It can join one that invites
          it, or create one of its own.
        </p>
        <section aria-label="Join an organization">
          <h2>Join an organization</h2>
          {received}
        </section>
        <section aria-label="Create an organization">
          <h2>Create an organization</h2>
          <form
            className="found"
            onSubmit={(event) => {
              event.preventDefault();
              onReview([{ change: "createOrganization", billingOnly: features === "billing" }]);
            }}
          >
            <p className="muted">
              This account becomes the management account. It pays for all members, and no policy of the organization
              binds it: choose one without workloads.
            </p>
            <RadioGroup
              className="choices"
              aria-label="Features"
              value={features}
              onChange={(value) => setFeatures(value === "billing" ? "billing" : "all")}
            >
              <Radio value="all" className="choice">
                <i aria-hidden className="dot" />
                <span>
                  <b>All features</b>
                  <span className="muted">
                    One bill, policies on accounts, services that work across all of them. AWS’s default.
                  </span>
                </span>
              </Radio>
              <Radio value="billing" className="choice">
                <i aria-hidden className="dot" />
                <span>
                  <b>Consolidated billing only</b>
                  <span className="muted">
                    One bill, nothing else. All features can follow once every invited account agrees.
                  </span>
                </span>
              </Radio>
            </RadioGroup>
            <Button changes type="submit" icon={Building2}>
              Create organization
            </Button>
          </form>
        </section>
      </div>
    </>
  );
}
