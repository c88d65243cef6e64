import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import type { AccountId, Change, ConnectionId, RoleName, RoleTemplateView } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { policyLength } from "../../kit/json";
import { TextArea } from "../../kit/TextArea";
import { count } from "../../kit/words";
import { AccountsField } from "./AccountsField";
import { PolicyEditor, useProblems } from "./PolicyEditor";
import {
  accountsOf,
  DESCRIPTION_MAX,
  HOUR_S,
  INLINE_MAX,
  isUsable,
  newRole,
  type RoleDraft,
  roleNameProblem,
} from "./roles";
import { SessionField } from "./SessionField";
import { TemplateChoice } from "./TemplateChoice";
import { TrustChoices, TrustDocument, useTrust, useTrustDraft } from "./TrustFields";
import { useStanding } from "./useStanding";

/** Where a custom policy begins. */
const CUSTOM = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [],
      "Resource": "*"
    }
  ]
}`;

interface CreateRoleDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  accounts: readonly AccountId[];
  name?: RoleName | undefined;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Asks for a role to be made in one account or in many: what it may do, and who may assume it. */
export function CreateRoleDialog({ connection, index, accounts, name, onClose, onReview }: CreateRoleDialogProps) {
  const standing = useStanding(connection);
  const templates = useQuery(q.roleTemplates(connection));
  const [targets, setTargets] = useState<readonly AccountId[]>(() =>
    accountsOf(index, accounts)
      .filter(isUsable)
      .map(({ id }) => id),
  );
  const [draft, setDraft] = useState<RoleDraft>({
    template: "readOnly",
    name: name ?? "",
    description: "",
    maxSessionSeconds: HOUR_S,
    custom: CUSTOM,
  });
  // Until someone names it, the role is called as its template.
  const [isNamed, setNamed] = useState(name !== undefined);
  const [trustDraft, setTrust] = useTrustDraft(standing);
  const [tried, setTried] = useState(false);
  const trust = useTrust(connection, trustDraft, standing);
  const custom = useProblems(draft.custom, "inline").find((problem) => problem.blocking);
  const template = templates.data?.find((each) => each.template === draft.template);
  const wanted = { ...draft, name: isNamed ? draft.name : (template?.suggestedName ?? "") };
  const nameProblem = roleNameProblem(wanted.name);
  const longDescription =
    [...draft.description].length > DESCRIPTION_MAX ? `AWS allows ${DESCRIPTION_MAX} characters` : null;
  const isCustom = draft.template === "custom";
  const refusal =
    standing.readOnly ??
    (template === undefined ? "The templates are still being read" : null) ??
    (isCustom && custom ? `The policy: ${custom.message}` : null) ??
    (isCustom && draft.custom.trim() === "" ? "Write what the role may do" : null) ??
    (isCustom && policyLength(draft.custom) > INLINE_MAX ? "The policy is longer than AWS takes" : null) ??
    trust.refusal;

  function choose(next: RoleTemplateView): void {
    setDraft({ ...draft, template: next.template });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (refusal === null && nameProblem === null && longDescription === null && targets.length > 0 && template) {
      const role = newRole(wanted, template.policies, trust.text);
      onReview(targets.map((account) => ({ change: "createRole", account, role })));
    }
  }

  const only = targets.length === 1 ? index.byId.get(targets[0] ?? "")?.name : undefined;
  return (
    <Dialog title={only ? `Create a role in ${only}` : "Create a role"} place="wide" onClose={onClose}>
      <form noValidate onSubmit={submit} className="role-form">
        <div className="role-columns">
          <div className="dialog-body">
            <AccountsField
              label="Accounts"
              index={index}
              chosen={targets}
              error={tried && targets.length === 0 ? "Choose at least one account" : null}
              onChange={setTargets}
            />
            {templates.isError ? (
              <FailureNote
                failure={toFailure(templates.error)}
                actions={<Button onClick={() => void templates.refetch()}>Try again</Button>}
              />
            ) : (
              <TemplateChoice templates={templates.data ?? []} chosen={draft.template} onChoose={choose} />
            )}
            {isCustom && (
              <PolicyEditor
                label="Policy"
                kind="inline"
                rows={10}
                max={INLINE_MAX}
                value={draft.custom}
                hint="Written into the role itself. What it does not allow is refused."
                onChange={(text) => setDraft({ ...draft, custom: text })}
              />
            )}
            <Field
              label="Name"
              mono
              value={wanted.name}
              autoFocus
              error={tried || wanted.name !== "" ? (template ? nameProblem : null) : null}
              hint="The same in every account, so that one name leads everywhere."
              onChange={(text) => {
                setNamed(true);
                setDraft({ ...draft, name: text });
              }}
            />
            <SessionField
              seconds={draft.maxSessionSeconds}
              onChange={(maxSessionSeconds) => setDraft({ ...draft, maxSessionSeconds })}
            />
            <TextArea
              label="Description"
              rows={2}
              value={draft.description}
              error={longDescription}
              onChange={(description) => setDraft({ ...draft, description })}
            />
          </div>
          <div className="dialog-body">
            <TrustChoices index={index} standing={standing} draft={trustDraft} onChange={setTrust} />
            <TrustDocument index={index} draft={trustDraft} trust={trust} onChange={setTrust} />
          </div>
        </div>
        <footer className="foot role-foot">
          <span className="muted grow">
            {targets.length === 0 ? "No account is chosen" : `In ${count(targets.length, "account")}, as one plan`}
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
