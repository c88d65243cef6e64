import type { JobRecord, JobState, StepRecord, StepState } from "../../ipc/bindings";

/** Whether nothing more will happen. */
export function isOver(job: JobRecord): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

/** How many steps are behind it. */
export function stepsDone(job: JobRecord): number {
  return job.steps.filter((step) => step.state === "done").length;
}

/** The step that stopped the job, where one did. */
export function stoppedAt(job: JobRecord): StepRecord | undefined {
  return job.steps.find((step) => step.error);
}

/** Why a job cannot be undone; null if it can. */
export function cannotUndo(job: JobRecord): string | null {
  if (!isOver(job)) {
    return "It is still under way";
  }
  if (job.undoneBy) {
    return "It was undone already";
  }
  const done = job.steps.filter((step) => step.state === "done");
  if (done.length === 0) {
    return "No step was done";
  }
  return done.every((step) => step.step.action === "createAccount")
    ? "A created account cannot be uncreated, only closed"
    : null;
}

/** Whether a job was left with steps to take. One that is over stays so: what is wanted still is planned anew. */
export function canResume(job: JobRecord): boolean {
  return !isOver(job) && job.steps.some((step) => step.state !== "done");
}

export const JOB_WORDS: Record<JobState, string> = {
  pending: "Not begun",
  running: "Under way",
  paused: "Paused",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
};

export const STEP_WORDS: Record<StepState, string> = {
  pending: "Not begun",
  started: "Under way",
  done: "Done",
  failed: "Failed",
  conflict: "Changed meanwhile",
  skipped: "Not taken",
};
