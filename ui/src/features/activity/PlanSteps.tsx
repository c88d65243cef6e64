import { ChevronRight } from "lucide-react";
import { useState } from "react";

import type { PlannedStep, StepId } from "../../ipc/bindings";
import { withNames } from "../../ipc/names";
import { Button } from "../../kit/Button";
import { CommandLine } from "../../kit/CommandLine";
import { CopyButton } from "../../kit/CopyButton";
import { count } from "../../kit/words";
import { StepDocuments } from "./StepDocuments";

/** How many steps are listed before someone asks for all. */
const LISTED = 50;

/** The writes of a plan in order; each opens to what must hold before it and its line for the AWS CLI. */
export function PlanSteps({ steps, nameOf }: { steps: readonly PlannedStep[]; nameOf: (id: string) => string }) {
  const [open, setOpen] = useState<StepId | null>(null);
  const [all, setAll] = useState(false);
  const listed = all ? steps : steps.slice(0, LISTED);
  return (
    <section className="plan-part">
      <header className="plan-part-head">
        <h3 className="label grow">{count(steps.length, "step")}</h3>
        <span className="faint">AWS CLI</span>
        <CopyButton what="the plan as AWS CLI" text={steps.map((step) => step.command).join("\n")} />
      </header>
      <ol className="plan-steps" aria-label="Steps">
        {listed.map((step) => (
          <li key={step.id}>
            <button
              type="button"
              className="plan-step"
              aria-expanded={open === step.id}
              onClick={() => setOpen(open === step.id ? null : step.id)}
            >
              <span className="step-nth num">{step.id}</span>
              <span className="grow">{step.summary}</span>
              <ChevronRight aria-hidden size={14} className={open === step.id ? "twisty open" : "twisty"} />
            </button>
            {open === step.id && (
              <div className="plan-step-more">
                <p className="muted">
                  <code>{step.action}</code> · Checked right before: {withNames(step.needs, nameOf)}
                </p>
                <StepDocuments step={step.step} narrow />
                <CommandLine text={step.command} what="the step as AWS CLI" />
              </div>
            )}
          </li>
        ))}
      </ol>
      {listed.length < steps.length && (
        <Button variant="quiet" onClick={() => setAll(true)}>
          Show all {count(steps.length, "step")}
        </Button>
      )}
    </section>
  );
}
