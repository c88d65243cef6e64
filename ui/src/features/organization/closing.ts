import type { AccountId, JobRecord } from "../../ipc/bindings";

/** How long a closed account is still shown, in days. https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html */
const SHOWN_DAYS = 90;
const DAY_MS = 86_400_000;

/** When accounts were closed, as far as Canopy did it. */
export function closedAt(jobs: readonly JobRecord[]): ReadonlyMap<AccountId, string> {
  const found = new Map<AccountId, string>();
  for (const { step, state, endedAt } of jobs.flatMap((job) => job.steps)) {
    if (step.action === "closeAccount" && state === "done" && endedAt) {
      found.set(step.account, endedAt);
    }
  }
  return found;
}

/** Days for which an account that was closed at `time` is still shown. */
export function daysShown(time: string, now: number): number {
  return Math.max(0, Math.ceil(SHOWN_DAYS - (now - Date.parse(time)) / DAY_MS));
}
