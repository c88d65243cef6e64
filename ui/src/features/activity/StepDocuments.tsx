import type { Step } from "../../ipc/bindings";
import { Diff } from "../../kit/Diff";
import { Document } from "../../kit/Document";
import { prettyJson } from "../../kit/json";

/** Whether a step writes a document that a person may want to read. */
export function hasDocuments(step: Step): boolean {
  return step.action === "createRole" || step.action === "setTrust" || step.action === "putRolePolicy";
}

/** The policies that a step writes, in full; of a trust that changes, both. */
export function StepDocuments({ step, narrow = false }: { step: Step; narrow?: boolean }) {
  switch (step.action) {
    case "createRole":
      return <Document label={`Trust policy of ${step.name}`} text={step.trustPolicy} />;
    case "setTrust":
      return (
        <Diff
          label={`Trust policy of ${step.role} before and after`}
          before={prettyJson(step.from)}
          after={prettyJson(step.to)}
          narrow={narrow}
        />
      );
    case "putRolePolicy":
      return <Document label={`Policy ${step.name} of ${step.role}`} text={step.document} />;
    default:
      return null;
  }
}
