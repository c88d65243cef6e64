import type { AccountId, JobRecord } from "../../ipc/bindings";

/** How long a one-time code is good, in ms. https://docs.aws.amazon.com/accounts/latest/reference/API_StartPrimaryEmailUpdate.html */
const CODE_LASTS_MS = 24 * 3600 * 1000;

/** A change of address that waits for its code. */
export interface PendingEmail {
  /** The new address. */
  email: string;
  /** When the code was asked for. */
  at: string;
}

/** The change of an account's address that waits for its code, as the newest jobs (newest first) tell it. */
export function pendingEmail(jobs: readonly JobRecord[], account: AccountId, now: number): PendingEmail | null {
  for (const { step, state, endedAt } of jobs.flatMap((job) => job.steps.toReversed())) {
    if (state !== "done" || (step.action !== "startEmailChange" && step.action !== "confirmEmailChange")) {
      continue;
    }
    if (step.account !== account) {
      continue;
    }
    if (step.action === "confirmEmailChange" || !endedAt || now - Date.parse(endedAt) > CODE_LASTS_MS) {
      return null;
    }
    return { email: step.to, at: endedAt };
  }
  return null;
}
