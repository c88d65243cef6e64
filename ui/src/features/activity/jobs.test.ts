// @vitest-environment node
import { describe, expect, test } from "vitest";

import type { JobState, Step, StepState } from "../../ipc/bindings";
import { DENIED, jobOf, ROOT, stepOf } from "../../test/fixture";
import {
  byDay,
  canResume,
  cannotUndo,
  closingsWaiting,
  expectedAndFound,
  type Filter,
  isOver,
  JOB_WORDS,
  passes,
  secondsLeft,
  STEP_WORDS,
  stepsDone,
  stoppedAt,
} from "./jobs";

const CREATE: Step = {
  action: "createAccount",
  name: "new",
  email: "new@example.com",
  roleName: "Admin",
  iamUserAccessToBilling: true,
  tags: [],
};
const LATER = Date.parse("2026-11-03T13:00:00Z");
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
    expect(UNDER_WAY.map((state) => canResume(job(state, "done", "pending"), LATER))).toEqual([true, true, true, true]);
    expect(canResume(job("running", "done"), LATER)).toBe(false);
  });

  test("is offered for a running job only when nothing was heard of it for a while", () => {
    const running = jobOf("running", [
      stepOf("started", { startedAt: "2026-11-03T12:10:00Z" }),
      stepOf("pending", { id: 2 }),
    ]);
    expect(canResume(running, Date.parse("2026-11-03T12:10:20Z"))).toBe(false);
    expect(canResume(running, Date.parse("2026-11-03T12:11:00Z"))).toBe(true);
  });

  test("is not offered for a job that is over: Rust has nothing to resume there", () => {
    expect(OVER.map((state) => canResume(job(state, "done", "skipped"), LATER))).toEqual([false, false, false]);
  });
});

test("the time left follows the pace so far", () => {
  const running = jobOf("running", [
    stepOf("done", { startedAt: "2026-11-03T12:00:00Z", endedAt: "2026-11-03T12:00:10Z" }),
    stepOf("pending", { id: 2 }),
    stepOf("pending", { id: 3 }),
  ]);
  expect(secondsLeft(running, Date.parse("2026-11-03T12:00:10Z"))).toBe(20);
  expect(secondsLeft(job("running", "started", "pending"), LATER), "nothing was done yet").toBeNull();
  expect(secondsLeft(job("done", "done"), LATER)).toBeNull();
});

test("jobs stand under the day they began", () => {
  const at = (id: string, createdAt: string) => jobOf("done", [], { id, createdAt });
  const days = byDay(
    [at("c", "2026-11-03T12:00:00Z"), at("b", "2026-11-03T01:00:00Z"), at("a", "2026-11-02T23:00:00Z")],
    LATER,
  );
  expect(days.map(({ name, jobs }) => [name, jobs.map(({ id }) => id)])).toEqual([
    ["Today", ["c", "b"]],
    ["Yesterday", ["a"]],
  ]);
});

test("filters keep what is under way, or what failed", () => {
  const all = [...OVER, ...UNDER_WAY];
  const kept = (filter: Filter) => all.filter((state) => passes(job(state), filter));
  expect(kept("all")).toEqual(all);
  expect(kept("active")).toEqual(UNDER_WAY);
  expect(kept("failed")).toEqual(["failed"]);
});

test.each([
  ["it was expected in /Workloads/prod and stands in /Sandbox", "in /Workloads/prod", "in /Sandbox"],
  ["dev was expected to be empty and holds accounts", "empty", "holds accounts"],
  ["it was expected to be named dev and is named test", "named dev", "named test"],
])("a conflict is taken apart: %s", (message, expected, found) => {
  expect(expectedAndFound(message)).toEqual({ expected, found });
});

test("a conflict in other words stays as it is", () => {
  expect(expectedAndFound("account 111122223333 is not in the organization any more")).toBeNull();
});

test("closings that jobs still have before them are counted", () => {
  const close: Step = { action: "closeAccount", account: "111122223333" };
  const waiting = jobOf("waiting", [
    stepOf("done", { step: close }),
    stepOf("pending", { step: close }),
    stepOf("pending"),
  ]);
  expect(closingsWaiting([waiting, jobOf("cancelled", [stepOf("skipped", { step: close })])])).toBe(1);
});

test("a job of closings cannot be taken back, and says why", () => {
  const close: Step = { action: "closeAccount", account: "111122223333" };
  expect(cannotUndo(jobOf("done", [stepOf("done", { step: close })]))).toBe(
    "Only AWS Support can reopen a closed account",
  );
});

test("every state has words of its own", () => {
  expect(new Set(Object.values(JOB_WORDS)).size).toBe(OVER.length + UNDER_WAY.length);
  expect(new Set(Object.values(STEP_WORDS)).size).toBe(6);
});
