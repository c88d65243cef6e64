import { Ban, Minus, Plus, TriangleAlert, Undo2 } from "lucide-react";

import type { Plan } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Note } from "../../kit/Note";
import { count, sentence, takes } from "../../kit/words";

/** How many steps are listed; more are counted. */
const LISTED = 100;

interface PlanSheetProps {
  plan: Plan;
  starting: boolean;
  onApply: () => void;
  onClose: () => void;
}

/** What will happen, before it does: steps, what else changes, what speaks against it, and whether it can be undone. */
export function PlanSheet({ plan, starting, onApply, onClose }: PlanSheetProps) {
  const [blocker] = plan.blockers;
  const refusal = blocker ? sentence(blocker.message) : plan.steps.length === 0 ? "There is nothing to do" : null;
  const parts = ["Plan", count(plan.steps.length, "step"), ...(plan.steps.length > 0 ? [takes(plan.seconds)] : [])];
  const hard = plan.withoutReturn.length > 0;
  return (
    <Dialog title={plan.title} label={parts.join(" · ")} place="sheet" onClose={onClose}>
      <div className="dialog-body">
        {plan.blockers.map((each) => (
          <Note
            key={each.message}
            tone="bad"
            title={sentence(each.message)}
            hint={each.hint}
            requestId={each.requestId}
          />
        ))}
        {plan.warnings.map((warning) => (
          <Note key={warning} tone="warn" title={warning} />
        ))}
        {plan.steps.length > 0 && (
          // Long lists scroll, so the keyboard must reach them.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <ol className="plan-steps" aria-label="Steps" tabIndex={plan.steps.length > 6 ? 0 : undefined}>
            {plan.steps.slice(0, LISTED).map((step) => (
              <li key={step.id} title={`${step.action} · ${step.target}`}>
                <span className="step-nth">{step.id}</span>
                {step.summary}
              </li>
            ))}
            {plan.steps.length > LISTED && (
              <li className="muted">and {count(plan.steps.length - LISTED, "more", "more")}</li>
            )}
          </ol>
        )}
        {plan.impact.length > 0 && (
          <ul className="impact" aria-label="What else changes">
            {plan.impact.map((line) => (
              <li key={line}>
                <Sign line={line} />
                {line.replace(/^[+−-]\s*/, "")}
              </li>
            ))}
          </ul>
        )}
        {hard && (
          <ul className="impact" aria-label="What cannot be undone">
            {plan.withoutReturn.map((line) => (
              <li key={line}>
                <TriangleAlert aria-hidden size={14} className="warn" />
                {line}
              </li>
            ))}
          </ul>
        )}
        <footer className="foot">
          <span className="muted grow undoable">
            {refusal ? (
              <>
                <Ban aria-hidden size={14} /> Cannot be applied
              </>
            ) : hard ? (
              "Cannot be undone wholly"
            ) : (
              <>
                <Undo2 aria-hidden size={14} /> Can be undone
              </>
            )}
          </span>
          <Button onClick={onClose} autoFocus={refusal !== null || hard}>
            Cancel
          </Button>
          <Button
            variant="primary"
            autoFocus={refusal === null && !hard}
            refusal={refusal}
            busy={starting}
            onClick={() => onApply()}
          >
            Apply
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

function Sign({ line }: { line: string }) {
  if (line.startsWith("+")) {
    return <Plus aria-label="gained" size={14} className="plus" />;
  }
  if (line.startsWith("-") || line.startsWith("−")) {
    return <Minus aria-label="lost" size={14} className="minus" />;
  }
  return <span className="sign" aria-hidden />;
}
