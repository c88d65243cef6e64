import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";

import type { ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { withNamesBeside } from "../../ipc/names";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { FailureNote } from "../../kit/failureToast";
import { Ticked } from "../../kit/Ticked";
import { sentence } from "../../kit/words";
import { AccountsField } from "./AccountsField";
import { PolicyEditor, useProblems } from "./PolicyEditor";
import { specOf, type TrustDraft, TRUST_MAX } from "./roles";
import type { Standing } from "./useStanding";

/** Who is trusted until someone chooses: this organization's management account, from within the organization. */
export function useTrustDraft(standing: Standing): [TrustDraft, (draft: TrustDraft) => void] {
  const [chosen, setChosen] = useState<TrustDraft | null>(null);
  return [chosen ?? firstTrust(standing), setChosen];
}

export function firstTrust({ management }: Standing): TrustDraft {
  return {
    accounts: management === null ? [] : [management],
    requireMfa: false,
    withinOrganization: true,
    sourceIdentity: false,
    written: null,
  };
}

/** A trust policy as it would be, and why it cannot be used. */
export interface Trust {
  text: string;
  refusal: string | null;
  failure: unknown;
}

/** The policy that a draft makes, live from Rust. */
export function useTrust(connection: ConnectionId, draft: TrustDraft, standing: Standing): Trust {
  const made = useQuery({
    ...q.trustPolicy(connection, specOf(draft, standing.organization)),
    enabled: draft.written === null && draft.accounts.length > 0,
    placeholderData: keepPreviousData,
  });
  const text = draft.written ?? (draft.accounts.length > 0 ? (made.data ?? "") : "");
  const problems = useProblems(text, "trust");
  const blocking = problems.find((problem) => problem.blocking);
  return {
    text,
    failure: draft.written === null && draft.accounts.length > 0 ? made.error : null,
    refusal:
      text.trim() === ""
        ? draft.written === null
          ? "Choose at least one account to trust"
          : "Write a trust policy"
        : blocking
          ? `The trust policy: ${blocking.message}`
          : null,
  };
}

interface TrustFieldsProps {
  index: TreeIndex;
  standing: Standing;
  draft: TrustDraft;
  trust: Trust;
  onChange: (draft: TrustDraft) => void;
}

/** Who may assume a role, by choices; each says what it does. */
export function TrustChoices({ index, standing, draft, onChange }: Omit<TrustFieldsProps, "trust">) {
  // Choosing again makes the policy anew.
  const choose = (part: Partial<TrustDraft>) => onChange({ ...draft, ...part, written: null });
  return (
    <>
      <AccountsField
        label="Trusted accounts"
        index={index}
        chosen={draft.accounts}
        first={standing.management}
        noteOf={(account) => (account === standing.management ? "management" : null)}
        hint="Who of them may assume it, the policies there decide."
        onChange={(accounts) => choose({ accounts })}
      />
      <div className="checks">
        <Check
          label="Require MFA"
          hint="Access keys alone are refused, and so are Identity Center sessions: they do not carry it."
          checked={draft.requireMfa}
          onChange={(requireMfa) => choose({ requireMfa })}
        />
        <Check
          label="Only from this organization"
          hint={
            standing.organization ? (
              <>
                <code>aws:PrincipalOrgID</code> must be <code>{standing.organization}</code>: an account that leaves
                loses the way in.
              </>
            ) : (
              "An account that leaves the organization loses the way in."
            )
          }
          checked={draft.withinOrganization}
          onChange={(withinOrganization) => choose({ withinOrganization })}
        />
        <Check
          label="Require the user name as source identity"
          hint="CloudTrail then names the person along all roles that follow. For IAM users only."
          checked={draft.sourceIdentity}
          onChange={(sourceIdentity) => choose({ sourceIdentity })}
        />
      </div>
    </>
  );
}

/** The trust policy as it will be: in words, and as a document that can be written by hand. */
export function TrustDocument({ index, draft, trust, onChange }: Omit<TrustFieldsProps, "standing">) {
  const words = useQuery({
    ...q.trustWords(trust.text),
    enabled: trust.text.trim() !== "",
    placeholderData: keepPreviousData,
  });
  return (
    <>
      {trust.failure !== null && trust.failure !== undefined && <FailureNote failure={toFailure(trust.failure)} />}
      <PolicyEditor
        label="Trust policy"
        kind="trust"
        rows={12}
        max={TRUST_MAX}
        value={trust.text}
        hint={draft.written === null ? "Made from the choices. Edit it to say more." : "Written by hand."}
        onChange={(written) => onChange({ ...draft, written })}
      />
      {draft.written !== null && (
        <Button variant="quiet" icon={RotateCcw} onClick={() => onChange({ ...draft, written: null })}>
          Make it from the choices again
        </Button>
      )}
      <TrustWords label="Can be assumed by" words={trust.text.trim() === "" ? [] : (words.data ?? [])} index={index} />
    </>
  );
}

/** Phrases about trust, with the names of accounts. */
export function TrustWords({
  label,
  words,
  index,
}: {
  label: string;
  words: readonly string[];
  index: TreeIndex | null;
}) {
  if (words.length === 0) {
    return null;
  }
  return (
    <section className="trust-words">
      <h3 className="label">{label}</h3>
      <ul aria-label={label}>
        {words.map((each) => (
          <li key={each}>
            <Ticked text={sentence(named(each, index))} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A phrase with the names of the accounts that it tells by id. */
export function named(words: string, index: TreeIndex | null): string {
  return withNamesBeside(words, (id) => index?.byId.get(id)?.name);
}
