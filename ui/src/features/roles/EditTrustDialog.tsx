import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Equal, Minus, Plus, RefreshCw } from "lucide-react";
import { type FormEvent, useState } from "react";

import type { Change, ConnectionId, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Diff } from "../../kit/Diff";
import { prettyJson } from "../../kit/json";
import { Segments } from "../../kit/Segments";
import { Ticked } from "../../kit/Ticked";
import { count, sentence } from "../../kit/words";
import { PolicyEditor } from "./PolicyEditor";
import { namesOf, type TrustDraft, TRUST_MAX } from "./roles";
import { cannotPlan, RoleWhere } from "./RoleWhere";
import { firstTrust, named, TrustChoices, useTrust } from "./TrustFields";
import { useRolesIn } from "./useRolesIn";
import { useStanding } from "./useStanding";

interface RoleDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  accounts: readonly string[];
  role: RoleName | null;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Accounts in which a role is trusted in the same way now. */
interface Group {
  before: string;
  accounts: string[];
}

/** Asks who may assume a role from now on, beside what holds now and what that gives and takes. */
export function EditTrustDialog({ connection, index, accounts, role: given, onClose, onReview }: RoleDialogProps) {
  const standing = useStanding(connection);
  const [role, setRole] = useState(given);
  const found = useRolesIn(connection, accounts, role);
  const [edited, setEdited] = useState<TrustDraft | null>(null);
  const groups: Group[] = [];
  for (const { account, role: there } of found.there) {
    const before = prettyJson(there.trustPolicy);
    const group = groups.find((each) => each.before === before);
    if (group) {
      group.accounts.push(account);
    } else {
      groups.push({ before, accounts: [account] });
    }
  }
  // The commonest is what one begins with.
  groups.sort((a, b) => b.accounts.length - a.accounts.length);
  const [first] = groups;
  const draft = edited ?? { ...firstTrust(standing), written: first?.before ?? "" };
  const byChoices = draft.written === null;
  const trust = useTrust(connection, draft, standing);
  const after = prettyJson(trust.text);
  const changed = groups.filter(({ before }) => before !== after);
  const refusal =
    standing.readOnly ??
    cannotPlan(found, role) ??
    trust.refusal ??
    (changed.length === 0 && found.unread.length === 0 ? "Nothing changes yet" : null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (refusal === null && role !== null) {
      const where = [...changed.flatMap((group) => group.accounts), ...found.unread];
      onReview(where.map((account) => ({ change: "editTrust", account, role, trustPolicy: trust.text })));
    }
  }

  const [only] = accounts;
  const where = accounts.length === 1 ? (index.byId.get(only ?? "")?.name ?? only) : count(accounts.length, "account");
  return (
    <Dialog title={`Who may assume ${role ?? "a role"}`} label={`In ${where}`} place="wide" onClose={onClose}>
      <form noValidate onSubmit={submit} className="role-form">
        <div className="dialog-body">
          <RoleWhere
            index={index}
            found={found}
            accounts={accounts}
            role={role}
            onRole={
              given === null
                ? (next) => {
                    setRole(next);
                    setEdited(null);
                  }
                : null
            }
          />
        </div>
        {first && (
          <div className="role-columns">
            <div className="dialog-body">
              <Segments
                label="How to say it"
                chosen={byChoices ? "choices" : "document"}
                segments={[
                  { id: "document", name: "As a document" },
                  { id: "choices", name: "By choices" },
                ]}
                onChoose={(how) =>
                  setEdited({ ...draft, written: how === "choices" ? null : trust.text || first.before })
                }
              />
              {byChoices ? (
                <TrustChoices index={index} standing={standing} draft={draft} onChange={setEdited} />
              ) : (
                <PolicyEditor
                  label="Trust policy"
                  kind="trust"
                  rows={16}
                  max={TRUST_MAX}
                  value={trust.text}
                  onChange={(written) => setEdited({ ...draft, written })}
                />
              )}
            </div>
            <div className="dialog-body">
              {groups.map((group) => (
                <TrustGroup key={group.before} group={group} after={after} index={index} headed={groups.length > 1} />
              ))}
            </div>
          </div>
        )}
        {groups.map((group) => (
          <TrustDiff key={group.before} group={group} after={after} index={index} headed={groups.length > 1} />
        ))}
        <footer className="foot role-foot">
          <span className="muted grow">
            {changed.length > 0 &&
              `Changes ${count(changed.flatMap((group) => group.accounts).length + found.unread.length, "account")}, as one plan`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" refusal={refusal}>
            Review
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface GroupProps {
  group: Group;
  after: string;
  index: TreeIndex;
  /** Whether there are others, so that it must be said which this is. */
  headed: boolean;
}

function namesIn({ group, index }: Pick<GroupProps, "group" | "index">): string[] {
  return group.accounts.map((id) => index.byId.get(id)?.name ?? id);
}

/** What the edit gives and takes where trust is the same now. */
function TrustGroup({ group, after, index, headed }: GroupProps) {
  const same = group.before === after;
  const words = useQuery({
    ...q.trustChange(group.before, after),
    enabled: !same && after.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const names = namesIn({ group, index });
  return (
    <section className="trust-group" aria-label={`Change in ${namesOf(names)}`}>
      <h3 title={names.join(", ")}>{headed ? `In ${namesOf(names)}` : "What changes"}</h3>
      <ul className="impact" aria-label="Who gains and who loses">
        {same ? (
          <li>
            <Equal aria-hidden size={14} className="faint" />
            <span className="muted">Nothing changes yet</span>
          </li>
        ) : (
          (words.data ?? []).map((each) => (
            <li key={each}>
              {/ loses access|no longer/.test(each) ? (
                <Minus aria-hidden size={14} className="minus" />
              ) : / gains access|^new: /.test(each) ? (
                <Plus aria-hidden size={14} className="plus" />
              ) : (
                <RefreshCw aria-hidden size={13} className="faint" />
              )}
              <span>
                <Ticked text={sentence(named(each, index))} />
              </span>
            </li>
          ))
        )}
      </ul>
    </section>
  );
}

/** Both policies side by side. */
function TrustDiff({ group, after, index, headed }: GroupProps) {
  const names = namesIn({ group, index });
  return (
    <section className="trust-diff">
      {headed && <h3 title={names.join(", ")}>{namesOf(names)}</h3>}
      <Diff label={`Trust policy in ${namesOf(names)} before and after`} before={group.before} after={after} />
    </section>
  );
}
