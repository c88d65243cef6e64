import { useQuery } from "@tanstack/react-query";
import { FileSpreadsheet, MailOpen, MailPlus, UserPlus } from "lucide-react";
import { type ReactNode, use, useState } from "react";

import type { Change, ConnectionId, Handshake, JobRecord, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { Note } from "../../kit/Note";
import { ReadOnlyContext } from "../../kit/readOnly";
import { Segments } from "../../kit/Segments";
import { day } from "../../kit/words";
import { Empty } from "./Empty";
import { isOpen } from "./expiry";
import { inviteeAgain, inviteeOf } from "./invitees";
import { again, type InviteDraft, lastTrouble, NOTHING, STATE_WORDS, whereabouts } from "./sent";
import { TimeLeft } from "./TimeLeft";

type Shown = "open" | "answered";

export interface SentProps {
  connection: ConnectionId;
  /** Invitations of the organization, newest first. */
  sent: readonly Handshake[];
  index: TreeIndex | null;
  /** Why nobody can be invited now. */
  refusal: string | null;
  onReview: (changes: Change[]) => void;
  onInvite: (draft: InviteDraft) => void;
  onInviteCsv: () => void;
  onReveal: (node: NodeId) => void;
}

/** What the organization sent: what is open, and what was answered in the last 30 days. */
export function Sent(props: SentProps) {
  const { sent, connection } = props;
  const activity = useQuery(q.activity(connection));
  const open = sent.filter(isOpen);
  const answered = sent.filter((each) => !isOpen(each));
  const [chosen, setChosen] = useState<Shown | null>(null);
  // What waits comes first, unless nothing does.
  const shown = chosen ?? (open.length === 0 && answered.length > 0 ? "answered" : "open");
  const listed = shown === "open" ? open : answered;
  const trouble = lastTrouble(activity.data ?? []);
  return (
    <section className="sent" aria-label="Sent invitations">
      <header className="section-head">
        <h2 className="grow">Sent</h2>
        <Segments
          label="Which invitations"
          segments={[
            { id: "open", name: "Open", number: open.length },
            { id: "answered", name: "Answered", number: answered.length },
          ]}
          chosen={shown}
          onChoose={setChosen}
        />
      </header>
      {trouble && (
        <Note
          tone="bad"
          title={`Could not invite ${trouble.who}: ${trouble.failure.message}`}
          hint={trouble.failure.hint}
          requestId={trouble.failure.requestId}
        />
      )}
      {listed.length > 0 ? (
        <Table {...props} listed={listed} shown={shown} jobs={activity.data ?? []} />
      ) : shown === "open" ? (
        <NothingOpen {...props} />
      ) : (
        <Empty icon={<MailOpen aria-hidden size={24} />} title="Nothing was answered in the last 30 days">
          Accepted, declined, cancelled and expired invitations stand here for 30 days.
        </Empty>
      )}
    </section>
  );
}

function NothingOpen({ refusal, onInvite, onInviteCsv }: SentProps) {
  return (
    <Empty
      icon={<MailPlus aria-hidden size={24} />}
      title="No invitation is open"
      actions={
        <>
          <Button changes icon={UserPlus} refusal={refusal} onClick={() => onInvite(NOTHING)}>
            Invite accounts
          </Button>
          <Button changes icon={FileSpreadsheet} refusal={refusal} onClick={onInviteCsv}>
            Invite from CSV…
          </Button>
        </>
      }
    >
      Invite accounts that exist already, by id or by their root user’s email. Each gets an email from AWS and has 15
      days to answer.
    </Empty>
  );
}

function Table({
  listed,
  shown,
  jobs,
  index,
  refusal,
  onReview,
  onInvite,
  onReveal,
}: SentProps & { listed: readonly Handshake[]; shown: Shown; jobs: readonly JobRecord[] }) {
  return (
    <>
      <table className="invitations-table">
        <colgroup>
          <col className="c-invitee" />
          <col className="c-state" />
          <col className="c-place" />
          <col />
          <col className="c-sent" />
          <col className="c-do" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">{shown === "open" ? "Left to answer" : "State"}</th>
            <th scope="col">{shown === "open" ? "Moves to" : "Stands in"}</th>
            <th scope="col">Notes</th>
            <th scope="col" className="num">
              Sent
            </th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {listed.map((each) => {
            const who = inviteeOf(each);
            const { name, tone } = STATE_WORDS[each.state];
            return (
              <tr key={each.id} title={`${who}\n${each.id}`}>
                <td className="clip">{each.email ?? <code>{who}</code>}</td>
                <td>{isOpen(each) ? <TimeLeft handshake={each} /> : <Chip tone={tone}>{name}</Chip>}</td>
                <td className="clip">
                  <Where handshake={each} index={index} onReveal={onReveal} />
                </td>
                <td className="clip muted" title={each.notes ?? undefined}>
                  {each.notes}
                </td>
                <td className="num muted">{each.requestedAt ? day(each.requestedAt) : ""}</td>
                <td className="num">
                  {isOpen(each) ? (
                    <RowAction
                      label={`Cancel the invitation to ${who}`}
                      onClick={() => onReview([{ change: "cancelInvitation", handshake: each.id }])}
                    >
                      Cancel
                    </RowAction>
                  ) : (
                    each.state !== "ACCEPTED" && (
                      <RowAction
                        label={`Invite ${who} again`}
                        refusal={refusal ?? (inviteeAgain(each) ? null : "AWS does not tell any more whom it was for")}
                        onClick={() => onInvite(again(each, jobs))}
                      >
                        Send again…
                      </RowAction>
                    )
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown === "open" && (
        <p className="muted table-note">
          Canopy moves an account to its OU by itself once it has joined, also if Canopy was closed meanwhile.
        </p>
      )}
    </>
  );
}

function RowAction({
  label,
  refusal: own,
  onClick,
  children,
}: {
  label: string;
  refusal?: string | null;
  onClick: () => void;
  children: ReactNode;
}) {
  const refusal = use(ReadOnlyContext) ?? own;
  return (
    <button
      type="button"
      className="link"
      aria-label={label}
      title={refusal ?? undefined}
      aria-disabled={refusal ? true : undefined}
      onClick={() => {
        if (!refusal) {
          onClick();
        }
      }}
    >
      {children}
    </button>
  );
}

function Where({
  handshake,
  index,
  onReveal,
}: {
  handshake: Handshake;
  index: TreeIndex | null;
  onReveal: (node: NodeId) => void;
}) {
  const where = whereabouts(handshake, index);
  switch (where.is) {
    case "there":
      return (
        <button
          type="button"
          className="link"
          aria-label={`Show ${inviteeOf(handshake)} in ${where.path}`}
          onClick={() => onReveal(where.id)}
        >
          {where.path}
        </button>
      );
    case "going":
      return <span title={where.id}>{where.path}</span>;
    case "root":
      return <span className="faint">stays in the root</span>;
    case "unknown":
      return null;
  }
}
