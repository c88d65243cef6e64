import type { JobRecord, JobState, Step, StepRecord, StepState } from "../../ipc/bindings";
import { dayName } from "../../kit/words";

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
  if (job.state === "done" && done.some(({ step }) => step.action === "identity" && step.write.write === "prove")) {
    return "A proof deletes what it made";
  }
  const reasons = done.map((step) => NO_WAY_BACK[step.step.action]);
  return reasons.every((reason) => reason !== undefined) ? (reasons[0] ?? null) : null;
}

/** Steps that nothing takes back, with the reason; those that change nothing have none. */
const NO_WAY_BACK: Partial<Record<Step["action"], string>> = {
  createAccount: "A created account cannot be uncreated, only closed",
  awaitRole: "A created account cannot be uncreated, only closed",
  startEmailChange: "A code was sent, nothing was changed",
  confirmEmailChange: "The old address would need a code of its own",
  removeAccount: "A removed account must be invited to come back",
  closeAccount: "Only AWS Support can reopen a closed account",
  cancelHandshake: "A cancelled invitation can only be sent anew",
  acceptHandshake: "What was accepted cannot be unaccepted",
  declineHandshake: "A declined invitation can only be sent anew",
  enableAllFeatures: "All features cannot be turned off again",
  leaveOrganization: "An account that left must be invited to come back",
  deleteOrganization: "A deleted organization is gone",
};

/** A running job from which nothing was heard for this long may have lost its process, in ms. */
const SILENT_MS = 30_000;

/** Whether a job was left with steps to take. One that is over stays so: what is wanted still is planned anew. */
export function canResume(job: JobRecord, now: number): boolean {
  if (isOver(job) || job.steps.every((step) => step.state === "done")) {
    return false;
  }
  return job.state !== "running" || now - lastHeard(job) > SILENT_MS;
}

/** When a job last wrote something down. */
function lastHeard(job: JobRecord): number {
  const times = job.steps.flatMap((step) => [step.startedAt, step.endedAt]);
  return Math.max(Date.parse(job.createdAt), ...times.flatMap((time) => (time ? [Date.parse(time)] : [])));
}

/** Seconds that a running job will still take, judged by its pace so far; null while it has none. */
export function secondsLeft(job: JobRecord, now: number): number | null {
  const done = stepsDone(job);
  const began = job.steps.flatMap((step) => (step.startedAt ? [Date.parse(step.startedAt)] : []));
  if (job.state !== "running" || done === 0 || began.length === 0) {
    return null;
  }
  const each = (now - Math.min(...began)) / done / 1000;
  return Math.max(0, each * (job.steps.length - done));
}

/** Closings that jobs still have before them. */
export function closingsWaiting(jobs: readonly JobRecord[]): number {
  return jobs
    .filter((job) => !isOver(job))
    .flatMap((job) => job.steps)
    .filter((step) => step.step.action === "closeAccount" && step.state !== "done").length;
}

/** Which jobs are listed. */
export type Filter = "all" | "active" | "failed";

export function passes(job: JobRecord, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "active":
      return !isOver(job);
    case "failed":
      return job.state === "failed";
  }
}

/** Jobs under the day they began, in their order. */
export function byDay(jobs: readonly JobRecord[], now: number): { name: string; jobs: JobRecord[] }[] {
  const days: { name: string; jobs: JobRecord[] }[] = [];
  for (const job of jobs) {
    const name = dayName(job.createdAt, now);
    const last = days.at(-1);
    if (last?.name === name) {
      last.jobs.push(job);
    } else {
      days.push({ name, jobs: [job] });
    }
  }
  return days;
}

/** What was expected and what was found, from a conflict's sentence; null where it says it otherwise. */
export function expectedAndFound(message: string): { expected: string; found: string } | null {
  const parts = /^(?:(.+) )?was expected (?:to be )?(.+?) and ((?:stands|is|holds) .+)$/.exec(message);
  if (!parts) {
    return null;
  }
  const [, , expected = "", found = ""] = parts;
  return { expected, found: found.replace(/^(?:stands|is) /, "") };
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
