import { Check, CircleAlert } from "lucide-react";

import type { IdentitySpec, SpecProblem } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { count } from "../../kit/words";
import { placeWords } from "./spec";
import { blocking, type StepId, stepOf, STEPS } from "./steps";

interface StepListProps {
  index: TreeIndex;
  spec: IdentitySpec;
  problems: readonly SpecProblem[];
  step: StepId;
  onGo: (step: StepId) => void;
}

/** The pages of the wizard: which are written, and which lack something. All can be opened at any time. */
export function StepList({ index, spec, problems, step, onGo }: StepListProps) {
  const lacking = blocking(problems);
  return (
    <nav className="identity-steps" aria-label="Steps">
      <ol>
        {STEPS.map(({ id, name, parts }, place) => {
          const wrong = lacking.filter((problem) => stepOf(problem) === id).length;
          // What people are handed needs nothing, so it is never lacking, and never done either.
          const written = parts.length > 0 && id !== "handOut" && wrong === 0;
          const detail = wrong > 0 ? `${count(wrong, "thing")} to put right` : detailOf(id, spec, index);
          return (
            <li key={id}>
              <button
                type="button"
                className={id === step ? "identity-step on" : "identity-step"}
                aria-current={id === step ? "step" : undefined}
                onClick={() => onGo(id)}
              >
                <i aria-hidden className={written ? "step-mark done" : wrong > 0 ? "step-mark wrong" : "step-mark"}>
                  {written ? <Check size={12} /> : wrong > 0 ? <CircleAlert size={12} /> : place + 1}
                </i>
                <span className="identity-step-words">
                  <span>{name}</span> {detail && <small className="muted clip">{detail}</small>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function detailOf(step: StepId, spec: IdentitySpec, index: TreeIndex): string | null {
  switch (step) {
    case "where":
      return placeWords(spec, index);
    case "levels":
      return count(spec.levels?.length ?? 0, "access level");
    case "people":
      return count(spec.people?.length ?? 0, "person", "people");
    default:
      return null;
  }
}
