import type { Checked, JobRecord } from "../../ipc/bindings";

/** What Rust calls the plan of a set-up. Its steps alone do not tell it: it may consist of roles only. */
const SET_UP = "Set up the identity account";
const REMOVAL = "Remove the identity account's set-up";

/** The last set-up or removal; jobs come newest first. */
export function lastRun(jobs: readonly JobRecord[]): JobRecord | null {
  return jobs.find(({ title }) => title === SET_UP || title === REMOVAL) ?? null;
}

/** The last proof. */
export function lastProof(jobs: readonly JobRecord[]): JobRecord | null {
  return (
    jobs.find((job) => job.steps.some(({ step }) => step.action === "identity" && step.write.write === "prove")) ?? null
  );
}

/** What a proof found so far, in its order. */
export function checksOf(job: JobRecord): Checked[] {
  return job.steps.flatMap(({ receipt }) => receipt?.made?.checks ?? []);
}
