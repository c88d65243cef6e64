import { Ban, TriangleAlert, Undo2 } from "lucide-react";
import { type FormEvent, useState } from "react";

import type { Plan } from "../../ipc/bindings";
import { withNamesBeside } from "../../ipc/names";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { Note } from "../../kit/Note";
import { Ticked } from "../../kit/Ticked";
import { count, sentence, takes } from "../../kit/words";
import { ClosingPlanner } from "./ClosingPlanner";
import { codeFor, confirmationOf, isCode, otherImpact } from "./confirm";
import { closingQuota, isQuota, together } from "./lines";
import { PlanSteps } from "./PlanSteps";
import { PolicyChanges } from "./PolicyChanges";

interface PlanSheetProps {
  plan: Plan;
  /** Where names come from; null while no tree is known. */
  index: TreeIndex | null;
  /** Closings that wait in other jobs. */
  closingsWaiting?: number;
  starting: boolean;
  onApply: (code: string | null) => void;
  onClose: () => void;
}

/** What will happen, before it does: what changes, what speaks against it, the steps, and whether it can be undone. */
export function PlanSheet({ plan, index, closingsWaiting = 0, starting, onApply, onClose }: PlanSheetProps) {
  const [typed, setTyped] = useState("");
  const [code, setCode] = useState("");
  const nameOf = (id: string) => index?.byId.get(id)?.name ?? id;
  const confirmation = confirmationOf(plan, nameOf);
  const codeGoesTo = codeFor(plan);
  const [blocker] = plan.blockers;
  const blocked = blocker ? sentence(blocker.message) : plan.steps.length === 0 ? "There is nothing to do" : null;
  const missing =
    confirmation && typed.trim() !== confirmation.text.trim()
      ? `Type “${confirmation.text}” first`
      : codeGoesTo !== null && !isCode(code)
        ? "Enter the one-time code first: 6 letters or digits"
        : null;
  const refusal = blocked ?? missing;
  const asks = blocked === null && (confirmation !== null || codeGoesTo !== null);
  const hard = plan.withoutReturn.length > 0;
  const names = [...new Set(plan.steps.map(({ target }) => nameOf(target)))];
  const quota = closingQuota(plan);
  const impact = together(
    otherImpact(plan).filter((line) => !isQuota(line)),
    names,
  );
  const closings = plan.steps.filter(({ step }) => step.action === "closeAccount").length;
  const parts = ["Plan", count(plan.steps.length, "step"), ...(plan.steps.length > 0 ? [takes(plan.seconds)] : [])];

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (refusal === null && !starting) {
      onApply(codeGoesTo === null ? null : code.trim());
    }
  }

  return (
    <Dialog title={plan.title} label={parts.join(" · ")} place="sheet" onClose={onClose}>
      <form className="sheet-form" noValidate onSubmit={submit}>
        <div className="sheet-scroll">
          {plan.blockers.map((each) => (
            <Note
              key={each.message}
              tone="bad"
              title={sentence(each.message)}
              hint={each.hint}
              requestId={each.requestId}
            />
          ))}
          {together(plan.warnings, names).map((warning) => (
            <Note key={warning} tone="warn" title={warning} />
          ))}
          {plan.policyChanges && plan.policyChanges.length > 0 && (
            <PolicyChanges changes={plan.policyChanges} nameOf={nameOf} />
          )}
          {quota && <ClosingPlanner quota={quota} wanted={closings} waiting={closingsWaiting} />}
          {impact.length > 0 && (
            <section className="plan-part">
              <h3 className="label">What else changes</h3>
              <ul className="plan-lines" aria-label="What else changes">
                {impact.map((line) => (
                  <li key={line}>
                    <Ticked text={withNamesBeside(line, (id) => index?.byId.get(id)?.name)} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {hard && (
            <section className="plan-part">
              <h3 className="label">Cannot be undone</h3>
              <ul className="impact" aria-label="What cannot be undone">
                {plan.withoutReturn.map((line) => (
                  <li key={line}>
                    <TriangleAlert aria-hidden size={14} className="warn" />
                    <span>{line}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {plan.steps.length > 0 && <PlanSteps steps={plan.steps} nameOf={nameOf} />}
        </div>
        <div className="sheet-foot">
          {asks && confirmation && (
            <Field
              label={
                <>
                  Type <code className="to-type">{confirmation.text}</code> to confirm
                </>
              }
              value={typed}
              autoFocus
              onChange={setTyped}
            />
          )}
          {asks && codeGoesTo !== null && (
            <Field
              label="One-time code"
              mono
              value={code}
              autoFocus={confirmation === null}
              hint={`AWS sent it to ${codeGoesTo}. It is used once and kept nowhere.`}
              onChange={setCode}
            />
          )}
          <footer className="foot">
            <span className="muted grow undoable">
              {blocked ? (
                <>
                  <Ban aria-hidden size={14} /> Cannot be applied
                </>
              ) : hard ? (
                <>
                  <TriangleAlert aria-hidden size={14} className="warn" /> Cannot be undone wholly
                </>
              ) : (
                <>
                  <Undo2 aria-hidden size={14} /> Can be undone
                </>
              )}
            </span>
            <Button onClick={onClose} autoFocus={blocked !== null || (hard && !asks)}>
              Cancel
            </Button>
            <Button
              type="submit"
              variant={confirmation ? "danger" : "primary"}
              autoFocus={blocked === null && !hard && !asks}
              refusal={refusal}
              busy={starting}
            >
              {confirmation?.verb ?? "Apply"}
            </Button>
          </footer>
        </div>
      </form>
    </Dialog>
  );
}
