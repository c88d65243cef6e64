import { useQuery } from "@tanstack/react-query";
import { Check, Clock, X } from "lucide-react";

import type { Change, ConnectionId, Handshake, Organization } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Button } from "../../kit/Button";
import { Meter } from "../../kit/Meter";
import { day } from "../../kit/words";
import { agreement } from "./agreement";

interface FeaturesProps {
  connection: ConnectionId;
  organization: Organization;
  refusal: string | null;
  onReview: (changes: Change[]) => void;
}

/** All features, or the way there: who has agreed and who has not answered yet. */
export function Features({ connection, organization, refusal, onReview }: FeaturesProps) {
  const all = organization.featureSet === "ALL";
  const invitations = useQuery({ ...q.invitations(connection), enabled: !all });
  const under = all ? null : agreement(invitations.data?.sent ?? []);
  return (
    <section className="setting" aria-label="Features">
      <div>
        <h2>Features</h2>
        <p className="muted">
          {all
            ? "Policies and services that work across all accounts. This cannot be taken back."
            : "With consolidated billing only, there are no policies, and accounts cannot be closed from here."}
        </p>
      </div>
      {all ? (
        <p className="with-icon">
          <Check aria-hidden size={14} className="state ok" /> All features are on
        </p>
      ) : under === null ? (
        <div className="found">
          <p className="muted">
            Every invited account must agree, within 90 days. Created accounts need not. Open invitations are cancelled,
            and it cannot be taken back.
          </p>
          <Button changes refusal={refusal} onClick={() => onReview([{ change: "enableAllFeatures" }])}>
            Enable all features…
          </Button>
        </div>
      ) : (
        <div className="found">
          <Meter
            label="Have agreed"
            used={under.agreed}
            of={under.asked.length}
            hint={
              under.asked.length === under.agreed
                ? "Everyone has agreed: Canopy turns all features on"
                : under.endsAt
                  ? `Canopy turns all features on once all have agreed, until ${day(under.endsAt)}`
                  : "Canopy turns all features on once all have agreed"
            }
          />
          <ul className="answers" aria-label="Who was asked">
            {under.asked.map((each) => (
              <Asked key={each.id} handshake={each} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Asked({ handshake }: { handshake: Handshake }) {
  const [Icon, tone, words] =
    handshake.state === "ACCEPTED"
      ? [Check, "ok", "Agreed"]
      : handshake.state === "OPEN" || handshake.state === "REQUESTED"
        ? [Clock, "info", "Not answered yet"]
        : [X, "bad", "Did not agree: remove the account, or ask again"];
  return (
    <li>
      <Icon aria-hidden size={14} className={`state ${tone}`} />
      <code>{handshake.accountId ?? handshake.email ?? handshake.id}</code>
      <span className="muted">{words}</span>
    </li>
  );
}
