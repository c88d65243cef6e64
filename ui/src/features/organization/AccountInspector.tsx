import { useQuery } from "@tanstack/react-query";
import { AtSign, CircleX, LogOut, MoveRight, Pencil } from "lucide-react";

import { q } from "../../ipc/client";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import { Note } from "../../kit/Note";
import { useNow } from "../../kit/useNow";
import { ago, count, day } from "../../kit/words";
import { closedAt, daysShown } from "./closing";
import { ContactsCard } from "./ContactsCard";
import { pendingEmail } from "./email";
import type { InspectorProps } from "./Inspector";
import { Head, Path } from "./InspectorParts";
import { PoliciesCard } from "./PoliciesCard";
import { RegionsCard } from "./RegionsCard";
import { cannotChangeEmail, cannotEdit, cannotLetGo } from "./rules";
import { STATE_WORDS, StateChip } from "./states";
import { TagsCard } from "./TagsCard";

/** An account: the ways into it, what is known of it, and everything that can be changed. */
export function AccountInspector({
  account,
  index,
  connection,
  organization,
  actions,
  access,
}: InspectorProps & { account: AccountNode }) {
  const now = useNow();
  const activity = useQuery(q.activity(connection));
  const management = organization.managementAccountId;
  const isManagement = account.id === management;
  const jobs = activity.data ?? [];
  const pending = pendingEmail(jobs, account.id, now);
  const closed = closedAt(jobs).get(account.id);
  const going = account.state === "CLOSED" || account.state === "PENDING_CLOSURE";
  const ids = [account.id];
  return (
    <>
      <Head label={isManagement ? "Management account" : "Account"} title={account.name} />
      {access(account)}
      {going && (
        <Note
          tone="warn"
          title={account.state === "CLOSED" ? "This account is closed" : "This account is being closed"}
          hint={
            closed
              ? `Shown for another ${count(daysShown(closed, now), "day")}. Until then AWS Support can reopen it; it counts against the quota.`
              : "Shown for 90 days after its closing. Until then AWS Support can reopen it; it counts against the quota."
          }
        />
      )}
      {pending && pending.email !== account.email && (
        <Note
          tone="info"
          title={`A one-time code was sent to ${pending.email} ${ago(pending.at, now)}`}
          hint="The email changes once the code is entered. It is good for 24 hours."
          actions={
            <>
              <Button changes onClick={() => actions.enterCode(account.id, pending.email)}>
                Enter the code…
              </Button>
              <Button
                changes
                variant="quiet"
                onClick={() =>
                  actions.review([{ change: "startEmailChange", account: account.id, email: pending.email }])
                }
              >
                Send another…
              </Button>
            </>
          }
        />
      )}
      <dl className="facts">
        <Fact name="State" title={STATE_WORDS[account.state].meaning}>
          <StateChip state={account.state} daysLeft={closed ? daysShown(closed, now) : null} />
        </Fact>
        <Fact name="Account id" copy={account.id}>
          <code>{account.id}</code>
        </Fact>
        <Fact name="Email" copy={account.email} title={account.email}>
          {account.email}
        </Fact>
        <Path index={index} id={account.id} />
        {account.arn && (
          <Fact name="ARN" copy={account.arn} title={account.arn}>
            <code>{account.arn}</code>
          </Fact>
        )}
        <Fact name="Joined">
          {account.joinedMethod === "INVITED" ? "Invited" : "Created"}
          {account.joinedAt ? `, ${day(account.joinedAt)}` : ""}
        </Fact>
      </dl>
      <div className="side-actions">
        <Button changes icon={MoveRight} onClick={() => actions.move(ids)}>
          Move to…
        </Button>
        <Button
          changes
          icon={Pencil}
          refusal={cannotEdit(index, ids)}
          onClick={() => actions.renameAccount(account.id)}
        >
          Rename…
        </Button>
        <Button
          changes
          icon={AtSign}
          refusal={cannotChangeEmail(index, ids, management)}
          onClick={() => actions.changeEmail(account.id)}
        >
          Email…
        </Button>
      </div>
      <PoliciesCard connection={connection} index={index} node={account.id} onReveal={actions.reveal} />
      <TagsCard connection={connection} node={account.id} onEdit={() => actions.tag(ids)} />
      <ContactsCard
        connection={connection}
        account={account}
        onEdit={(kind, before) => actions.editContact(account.id, kind, before)}
      />
      <RegionsCard connection={connection} account={account} onReview={actions.review} />
      <div className="side-actions">
        <Button
          changes
          icon={LogOut}
          refusal={cannotLetGo(index, ids, management, "removed")}
          onClick={() => actions.remove(ids)}
        >
          Remove…
        </Button>
        <Button
          changes
          icon={CircleX}
          refusal={cannotLetGo(index, ids, management, "closed")}
          onClick={() => actions.close(ids)}
        >
          Close…
        </Button>
      </div>
    </>
  );
}
