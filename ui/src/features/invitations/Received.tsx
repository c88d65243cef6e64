import { Check, X } from "lucide-react";

import type { Change, Handshake } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { Fact } from "../../kit/Facts";
import { day } from "../../kit/words";
import { isOpen } from "./expiry";
import { STATE_WORDS } from "./sent";
import { TimeLeft } from "./TimeLeft";

interface ReceivedProps {
  received: readonly Handshake[];
  onReview: (changes: Change[]) => void;
}

/** What can be answered: invitations, and the question whether all features may be turned on. */
const ASKS = new Set(["INVITE", "APPROVE_ALL_FEATURES"]);

/** Of what an account received, what asks it for an answer. */
export function questions(received: readonly Handshake[]): Handshake[] {
  return received.filter(({ action }) => ASKS.has(action));
}

/** How many of them wait for an answer. */
export function openNow(received: readonly Handshake[]): number {
  return questions(received).filter(isOpen).length;
}

/** What this account was asked: each open question with its answers, then what was answered in the last 30 days. */
export function Received({ received, onReview }: ReceivedProps) {
  const asked = questions(received);
  const open = asked.filter(isOpen);
  const answered = asked.filter((each) => !isOpen(each));
  return (
    <>
      {open.map((each) => (
        <Question key={each.id} handshake={each} onReview={onReview} />
      ))}
      {answered.length > 0 && (
        <ul className="answers" aria-label="Answered in the last 30 days">
          {answered.map((each) => {
            const { name, tone } = STATE_WORDS[each.state];
            return (
              <li key={each.id}>
                <Chip tone={tone}>{name}</Chip>
                <span className="grow clip">
                  {each.from ?? "An organization"} <code className="muted">{each.organizationId}</code>
                </span>
                <span className="muted num">{each.requestedAt ? day(each.requestedAt) : ""}</span>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

function Question({ handshake, onReview }: { handshake: Handshake; onReview: (changes: Change[]) => void }) {
  const invites = handshake.action === "INVITE";
  const from = handshake.from ?? handshake.organizationId ?? "An organization";
  const what = invites ? "invitation" : "request";
  return (
    <article className="card question" aria-label={`The ${what} from ${from}`}>
      <header className="section-head">
        <h3 className="grow clip">
          {invites ? `${nameOf(from)} invites this account` : `${nameOf(from)} turns all features on`}
        </h3>
        <TimeLeft handshake={handshake} />
      </header>
      {handshake.notes && <blockquote>{handshake.notes}</blockquote>}
      <dl className="facts wide">
        <Fact name="From">{from}</Fact>
        {handshake.organizationId && (
          <Fact name="Organization" copy={handshake.organizationId}>
            <code>{handshake.organizationId}</code>
          </Fact>
        )}
        {handshake.requestedAt && <Fact name="Sent">{day(handshake.requestedAt)}</Fact>}
      </dl>
      <ul className="meaning">
        {(invites ? JOINING : ALL_FEATURES).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <footer className="foot">
        <span className="grow muted">
          {invites ? "Declined, it can be sent again" : "All invited accounts must agree"}
        </span>
        <Button changes icon={X} onClick={() => onReview([{ change: "declineInvitation", handshake: handshake.id }])}>
          Decline
        </Button>
        <Button
          changes
          icon={Check}
          variant="primary"
          onClick={() => onReview([{ change: "acceptInvitation", handshake: handshake.id }])}
        >
          Accept
        </Button>
      </footer>
    </article>
  );
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html */
const JOINING = [
  "The organization pays this account’s bills from then on, and sees its costs.",
  "Its policies apply at once and may take permissions away from everyone here, root included.",
  "Nobody gets a role in this account by it: who may sign in stays as it is.",
];

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html */
const ALL_FEATURES = [
  "The organization can then attach policies that take permissions away from everyone here, root included.",
  "It cannot be taken back.",
];

/** The name alone, where the address stands behind it. */
function nameOf(from: string): string {
  return /^(.+) \([^)]*\)$/.exec(from)?.[1] ?? from;
}
