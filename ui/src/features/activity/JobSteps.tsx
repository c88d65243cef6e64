import { useState } from "react";

import type { StepRecord } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { Ticked } from "../../kit/Ticked";
import { clock, count, moment } from "../../kit/words";
import { expectedAndFound, STEP_WORDS } from "./jobs";
import { StateIcon } from "./StateIcon";
import { hasDocuments, StepDocuments } from "./StepDocuments";

/** How many steps are listed before someone asks for all. */
const LISTED = 100;

/** The steps of a job: state, times, AWS's request id, the line for the AWS CLI, and what went wrong. */
export function JobSteps({ steps }: { steps: readonly StepRecord[] }) {
  const [all, setAll] = useState(false);
  const listed = all ? steps : steps.slice(0, LISTED);
  return (
    <>
      <table className="job-steps">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Began
            </th>
            <th scope="col" className="num">
              Took
            </th>
            <th scope="col">Request id</th>
            <th scope="col">CLI</th>
          </tr>
        </thead>
        <tbody>
          {listed.map((step) => (
            <Lines key={step.id} step={step} />
          ))}
        </tbody>
      </table>
      {listed.length < steps.length && (
        <Button variant="quiet" onClick={() => setAll(true)}>
          Show all {count(steps.length, "step")}
        </Button>
      )}
    </>
  );
}

function Lines({ step }: { step: StepRecord }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td>
          {step.summary}
          {hasDocuments(step.step) && (
            <>
              {" "}
              <button
                type="button"
                className="link"
                aria-expanded={open}
                aria-label={`${open ? "Hide" : "Show"} the policy of step ${step.id}`}
                onClick={() => setOpen(!open)}
              >
                {open ? "Hide the policy" : "Show the policy"}
              </button>
            </>
          )}
        </td>
        <td>
          <span className="with-icon">
            <StateIcon state={step.state} />
            {STEP_WORDS[step.state]}
          </span>
        </td>
        <td className="num muted" title={step.startedAt ? moment(step.startedAt) : undefined}>
          {step.startedAt ? clock(step.startedAt) : ""}
        </td>
        <td className="num muted">{took(step)}</td>
        <td>
          <RequestId step={step} />
        </td>
        <td>{step.command && <CopyButton what={`step ${step.id} as AWS CLI`} text={step.command} />}</td>
      </tr>
      {open && (
        <tr className="job-steps-error">
          <td colSpan={6}>
            <StepDocuments step={step.step} />
          </td>
        </tr>
      )}
      {step.error && (
        <tr className="job-steps-error">
          <td colSpan={6}>
            <Trouble step={step} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Why a step stopped. A conflict says what was expected, what was found, and what one can do. */
export function Trouble({ step }: { step: StepRecord }) {
  if (!step.error) {
    return null;
  }
  const parts = step.state === "conflict" ? expectedAndFound(step.error.message) : null;
  if (!parts) {
    return <FailureNote failure={step.error} />;
  }
  return (
    <Note
      tone="warn"
      title={`${step.summary}: changed meanwhile`}
      requestId={step.error.requestId}
      hint={
        <dl className="conflict">
          <dt>Expected</dt>
          <dd>
            <Ticked text={parts.expected} />
          </dd>
          <dt>Found</dt>
          <dd>
            <Ticked text={parts.found} />
          </dd>
          {step.error.hint && (
            <>
              <dt>What you can do</dt>
              <dd>
                <Ticked text={step.error.hint} />
              </dd>
            </>
          )}
        </dl>
      }
    />
  );
}

function RequestId({ step }: { step: StepRecord }) {
  const id = step.receipt?.requestId ?? step.error?.requestId;
  if (id) {
    return (
      <span className="with-icon">
        <code className="clip" title={id}>
          {id}
        </code>
        <CopyButton what="request id" text={id} />
      </span>
    );
  }
  if (step.state === "pending" || step.state === "started") {
    return null;
  }
  // Waiting for a role is no write: there is nothing to ask AWS about.
  const words = step.step.action === "awaitRole" ? "no call" : step.state === "done" ? "already so" : "none";
  return <span className="faint">{words}</span>;
}

function took(step: StepRecord): string {
  if (!step.startedAt || !step.endedAt) {
    return "";
  }
  const ms = Date.parse(step.endedAt) - Date.parse(step.startedAt);
  return ms < 1000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
