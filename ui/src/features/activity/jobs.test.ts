// @vitest-environment node
import { describe, expect, test } from "vitest";

import type { JobState, Step, StepState } from "../../ipc/bindings";
import { DENIED, jobOf, ROOT, stepOf } from "../../test/fixture";
import { canResume, cannotUndo, isOver, JOB_WORDS, STEP_WORDS, stepsDone, stoppedAt } from "./jobs";

const CREATE: Step = {
  action: "createAccount",
  name: "new",
  email: "new@example.com",
  roleName: "Admin",
  iamUserAccessToBilling: true,
  tags: [],
};
const OVER: JobState[] = ["done", "failed", "cancelled"];
const UNDER_WAY: JobState[] = ["pending", "running", "paused", "waiting"];
const job = (state: JobState, ...steps: StepState[]) =>
  jobOf(
    state,
    steps.map((each) => stepOf(each)),
  );

test("a job is over when it is done, failed or cancelled", () => {
  expect(OVER.map((state) => isOver(job(state)))).toEqual([true, true, true]);
  expect(UNDER_WAY.map((state) => isOver(job(state)))).toEqual([false, false, false, false]);
});

test("only steps that are done count as done", () => {
  expect(stepsDone(job("failed", "done", "done", "failed", "skipped", "started"))).toBe(2);
});

test("the step with a failure is the one that stopped the job", () => {
  const stopped = jobOf("failed", [stepOf("done"), stepOf("failed", { id: 2, error: DENIED })]);
  expect(stoppedAt(stopped)?.id).toBe(2);
  expect(stoppedAt(job("done", "done"))).toBeUndefined();
});

describe("undoing", () => {
  test("needs a job that is over, with a step that was done", () => {
    expect(cannotUndo(job("done", "done"))).toBeNull();
    expect(cannotUndo(job("failed", "done", "failed"))).toBeNull();
    expect(cannotUndo(job("running", "done"))).toBe("It is still under way");
    expect(cannotUndo(job("failed", "failed", "skipped"))).toBe("No step was done");
  });

  test("is possible once", () => {
    expect(cannotUndo({ ...job("done", "done"), undoneBy: "job-2" })).toBe("It was undone already");
  });

  test("does not take back created accounts, but what was done beside them", () => {
    const created = stepOf("done", { step: CREATE });
    expect(cannotUndo(jobOf("done", [created]))).toBe("A created account cannot be uncreated, only closed");
    expect(cannotUndo(jobOf("done", [created, stepOf("done", { id: 2 })]))).toBeNull();
    const folder: Step = { action: "createOu", parent: ROOT, name: "new" };
    expect(cannotUndo(jobOf("done", [stepOf("done", { step: folder })]))).toBeNull();
  });
});

describe("resuming", () => {
  test("is for jobs that were left with steps to take", () => {
    expect(UNDER_WAY.map((state) => canResume(job(state, "done", "pending")))).toEqual([true, true, true, true]);
    expect(canResume(job("running", "done"))).toBe(false);
  });

  test("is not offered for a job that is over: Rust has nothing to resume there", () => {
    expect(OVER.map((state) => canResume(job(state, "done", "skipped")))).toEqual([false, false, false]);
  });
});

test("every state has words of its own", () => {
  expect(new Set(Object.values(JOB_WORDS)).size).toBe(OVER.length + UNDER_WAY.length);
  expect(new Set(Object.values(STEP_WORDS)).size).toBe(6);
});
