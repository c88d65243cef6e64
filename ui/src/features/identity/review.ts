import type { AccountId, Plan, PlannedStep } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";

/** What changes in one account. */
export interface AccountChanges {
  /** Of one that the plan itself makes, a word of Canopy's own. */
  id: AccountId;
  name: string;
  lines: PlannedStep[];
}

const MADE = "made";

/** The steps of a plan by the account that they write to, in its order. */
export function byAccount(plan: Plan, index: TreeIndex): AccountChanges[] {
  const found = new Map<AccountId, AccountChanges>();
  for (const line of plan.steps) {
    const { step } = line;
    const account: unknown = "account" in step ? step.account : null;
    const id = typeof account === "string" ? account : MADE;
    const known = found.get(id) ?? {
      id,
      name: index.byId.get(id)?.name ?? (id === MADE ? "The new account" : id),
      lines: [],
    };
    known.lines.push(line);
    found.set(id, known);
  }
  return [...found.values()];
}
