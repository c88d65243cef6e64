import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";

import type { Change, Checked, Outcome } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { Progress } from "../../kit/Progress";
import { count } from "../../kit/words";
import { checksOf, lastProof } from "./jobs";
import type { Parts, StepProps } from "./parts";
import { nameIn } from "./spec";
import { blocking } from "./steps";

interface ProofStepProps extends StepProps {
  parts: Parts;
  onReview: (changes: Change[]) => void;
}

/** The set-up tried: what its people must be able to do, and what they must not. */
export function ProofStep({ connection, index, spec, problems, parts, onReview }: ProofStepProps) {
  const activity = useQuery(q.activity(connection));
  const progress = useQuery(q.identity(connection)).data?.proof ?? null;
  const job = lastProof(activity.data ?? []);
  const checks = job ? checksOf(job) : [];
  const tried = checks.filter(({ outcome }) => outcome !== "notSetUp");
  const wrong = tried.filter(({ passed }) => !passed).length;
  const leftOut = [...new Set(checks.filter(({ outcome }) => outcome === "notSetUp").map(({ account }) => account))];
  return (
    <>
      <div>
        <h2 className="h2">Proof</h2>
        <p className="muted">
          A user that exists for it only is put into each group. It tries every role that the group was given and some
          that must be refused, with and without MFA, and is deleted again, also after a crash.
        </p>
      </div>
      <div>
        <Button
          changes
          variant={job ? "plain" : "primary"}
          refusal={blocking(problems).length > 0 ? "Put the document right first" : null}
          onClick={() => onReview([{ change: "proveIdentity", spec }])}
        >
          {job ? "Prove it again" : "Prove it"}
        </Button>
      </div>
      {activity.isError && <FailureNote failure={toFailure(activity.error)} />}
      {progress && (
        <div role="status">
          <Progress label="Proof" part={progress.total === 0 ? null : progress.done / progress.total} />
          <p className="muted">
            {progress.done.toLocaleString("en")} of {count(progress.total, "way")} into roles tried
          </p>
        </div>
      )}
      {job && <ul className="jobs">{parts.job(job)}</ul>}
      {activity.data && !job && <p className="muted">Nothing was tried yet.</p>}
      {checks.length > 0 && (
        <>
          <Note
            tone={wrong > 0 ? "bad" : "info"}
            title={
              wrong > 0
                ? `${count(wrong, "result is", "results are")} not as expected`
                : tried.length === 1
                  ? "The one result is as expected"
                  : `All ${tried.length.toLocaleString("en")} results are as expected`
            }
          />
          {leftOut.length > 0 && (
            <Note
              tone="warn"
              title={`${count(leftOut.length, "account is", "accounts are")} not set up: ${namesOf(index, leftOut)}`}
              hint="Canopy does not get in there either. Once it does, review and run the document again, then prove it."
            />
          )}
          <Results checks={checks} index={index} />
        </>
      )}
    </>
  );
}

/** Accounts that a sentence names before it counts them. */
const NAMED = 6;

function namesOf(index: TreeIndex, accounts: readonly string[]): string {
  const names = accounts.map((account) => nameIn(index, account)).toSorted((a, b) => a.localeCompare(b, "en"));
  return names.length <= NAMED
    ? names.join(", ")
    : `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;
}

const OUTCOMES: Record<Outcome, string> = {
  allowed: "let in",
  refused: "refused",
  failed: "not tried",
  notSetUp: "not set up",
};

/** What was expected and what happened; what is not as expected comes first, then what was not set up. */
function Results({ checks, index }: { checks: readonly Checked[]; index: TreeIndex }) {
  const rank = ({ passed, outcome }: Checked) => (outcome === "notSetUp" ? 1 : passed ? 2 : 0);
  const ordered = checks.toSorted((a, b) => rank(a) - rank(b));
  return (
    // A list that scrolls must be in reach of the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="csv-rows identity-results" tabIndex={0} role="region" aria-label="Expectations and results">
      <table>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Account</th>
            <th scope="col">Role</th>
            <th scope="col">MFA</th>
            <th scope="col">Expected</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {ordered.flatMap(({ group, account, role, mfa, allowed, outcome, passed, problem }) => [
            <tr key={`${group} ${account} ${role} ${mfa}`}>
              <td className="clip">{group}</td>
              <td className="clip" title={account}>
                {nameIn(index, account)}
              </td>
              <td>
                <code>{role}</code>
              </td>
              <td>{mfa ? "with" : "without"}</td>
              <td>{allowed ? "let in" : "refused"}</td>
              <td>
                <span className="with-icon">
                  {outcome === "notSetUp" ? (
                    <CircleDashed aria-hidden size={14} className="state" />
                  ) : passed ? (
                    <CircleCheck aria-label="as expected" size={14} className="state ok" />
                  ) : (
                    <CircleAlert aria-label="not as expected" size={14} className="state bad" />
                  )}
                  {OUTCOMES[outcome]}
                </span>
              </td>
            </tr>,
            problem && (
              <tr key={`${group} ${account} ${role} ${mfa} why`}>
                <td colSpan={6} className="field-error">
                  {problem}
                </td>
              </tr>
            ),
          ])}
        </tbody>
      </table>
    </div>
  );
}
