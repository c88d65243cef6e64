import type { Plan, PlannedStep } from "../../ipc/bindings";
import { count } from "../../kit/words";

/** What a person types before something goes that does not come back. */
export interface Confirmation {
  /** Exactly this. */
  text: string;
  /** What it is, for the field's name: `the account’s name`. */
  what: string;
  /** What the button does, in AWS's words. */
  verb: string;
}

type NameOf = (id: string) => string;

/** What must be typed before `plan` is applied; null where a look is enough. */
export function confirmationOf(plan: Plan, nameOf: NameOf): Confirmation | null {
  const closed = accountsOf(plan.steps, "closeAccount");
  const removed = accountsOf(plan.steps, "removeAccount");
  const goes = [...closed, ...removed];
  const [only, ...more] = goes;
  if (only !== undefined) {
    const verb = removed.length === 0 ? "Close" : closed.length === 0 ? "Remove" : "Close and remove";
    if (more.length === 0) {
      return { text: nameOf(only), what: "the account’s name", verb: `${verb} account` };
    }
    const phrase = `${verb} ${count(goes.length, "account")}`;
    return { text: phrase.toLowerCase(), what: "what happens", verb: phrase };
  }
  const whole = plan.steps.find(
    ({ step }) => step.action === "leaveOrganization" || step.action === "deleteOrganization",
  );
  if (whole) {
    const id = /\bo-[a-z0-9]{10,32}\b/.exec(whole.summary)?.[0];
    const verb = whole.step.action === "leaveOrganization" ? "Leave organization" : "Delete organization";
    return id === undefined
      ? { text: verb.toLowerCase(), what: "what happens", verb }
      : { text: id, what: "the organization’s id", verb };
  }
  return deletedRoles(plan);
}

/** What is typed before roles are deleted: whoever uses them is locked out at once. */
function deletedRoles(plan: Plan): Confirmation | null {
  const roles = plan.steps.flatMap(({ step }) => (step.action === "deleteRole" ? [step.role] : []));
  const [only, ...more] = roles;
  // Taking back that roles were made needs no more than a look.
  if (only === undefined || plan.undoes) {
    return null;
  }
  if (more.length === 0) {
    return { text: only, what: "the role’s name", verb: "Delete role" };
  }
  const phrase = `Delete ${count(roles.length, "role")}`;
  return { text: phrase.toLowerCase(), what: "what happens", verb: phrase };
}

function accountsOf(steps: readonly PlannedStep[], action: "closeAccount" | "removeAccount"): string[] {
  return steps.flatMap(({ step }) => (step.action === action ? [step.account] : []));
}

/** The address whose one-time code the plan needs; null where it needs none. */
export function codeFor(plan: Plan): string | null {
  for (const { step } of plan.steps) {
    if (step.action === "confirmEmailChange") {
      return step.to;
    }
  }
  return null;
}

/** Whether `code` can be one of AWS's. https://docs.aws.amazon.com/accounts/latest/reference/API_AcceptPrimaryEmailUpdate.html */
export function isCode(code: string): boolean {
  return /^[a-zA-Z0-9]{6}$/.test(code.trim());
}

/** What else changes, without the sentences on policies, which are drawn as lists: Rust writes those first. */
export function otherImpact(plan: Plan): string[] {
  const groups = plan.policyChanges?.length ?? 0;
  return plan.impact.filter((line, place) => place >= groups || !/ (?:loses|gains) /.test(line));
}
