import type { Checked, JobRecord } from "../../ipc/bindings";

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
