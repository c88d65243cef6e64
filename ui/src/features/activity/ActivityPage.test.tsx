import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Failure, JobRecord } from "../../ipc/bindings";
import { DENIED, jobOf, MOVE_COMMAND, SANDBOX, stepOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { ActivityPage } from "./ActivityPage";

function draw(jobs: JobRecord[]) {
  const rust = fakeRust({ jobs });
  const spies = { onUndo: vi.fn(), onStarted: vi.fn() };
  return { rust, ...spies, ...showWithToasts(<ActivityPage connection={SANDBOX} {...spies} />) };
}

test("without jobs it says what to do next", async () => {
  draw([]);
  expect(await screen.findByText("Nothing was changed yet")).toBeInTheDocument();
  expect(screen.getByText("0 jobs")).toBeInTheDocument();
});

test("a job opens to its steps, with how long they took and their request ids", async () => {
  const step = stepOf("done", {
    receipt: { requestId: "9b1d" },
    startedAt: "2026-11-03T12:00:00.000Z",
    endedAt: "2026-11-03T12:00:01.500Z",
  });
  const { person } = draw([jobOf("done", [step, stepOf("done", { id: 2 })])]);
  const head = await screen.findByRole("button", { name: /Move preview to prod/ });
  expect(head).toHaveAttribute("aria-expanded", "false");
  expect(head).toHaveTextContent("Done · 2 steps");
  await person.click(head);
  const [, first, second] = screen.getAllByRole("row");
  expect(first).toHaveTextContent("Move preview from staging to prodDone12:00:001.5 s9b1d");
  expect(within(first!).getByRole("button", { name: "Copy request id" })).toBeInTheDocument();
  expect(second).toHaveTextContent("already so");
  await person.click(head);
  expect(screen.queryByRole("table")).not.toBeInTheDocument();
});

test("a job that failed shows what stopped it and how far it came", async () => {
  draw([jobOf("failed", [stepOf("done"), stepOf("failed", { id: 2, error: DENIED })])]);
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed to organizations:MoveAccount");
  expect(screen.getByRole("button", { name: /Move preview/ })).toHaveTextContent("Failed · 1 of 2 steps");
  expect(screen.queryByRole("button", { name: "Resume" })).not.toBeInTheDocument();
});

test("a job can be undone once; then its button says why not", async () => {
  const jobs = [
    jobOf("done", [stepOf("done")]),
    jobOf("done", [stepOf("done")], { id: "job-0", title: "Move ledger to staging", undoneBy: "job-9" }),
  ];
  const { person, onUndo } = draw(jobs);
  const [undo, undone] = await screen.findAllByRole("button", { name: "Undo" });
  await person.click(undo!);
  expect(onUndo).toHaveBeenCalledExactlyOnceWith(jobs[0]);
  expect(undone).toHaveAccessibleDescription("It was undone already");
  await person.click(undone!);
  expect(onUndo).toHaveBeenCalledOnce();
});

test("a job whose process went silent can be resumed, and one under way be paused and cancelled", async () => {
  const job = jobOf("running", [stepOf("done"), stepOf("pending", { id: 2 })]);
  const { person, rust, onStarted } = draw([job]);
  await person.click(await screen.findByRole("button", { name: "Resume" }));
  expect(rust.asked("resumeJob")).toEqual([[SANDBOX, "job-1"]]);
  await vi.waitFor(() => expect(onStarted).toHaveBeenCalledExactlyOnceWith(job));
  await person.click(screen.getByRole("button", { name: "Pause" }));
  expect(rust.asked("pauseJob")).toEqual([["job-1"]]);
  await person.click(screen.getByRole("button", { name: "Cancel" }));
  expect(rust.asked("cancelJob")).toEqual([["job-1"]]);
  expect(screen.getByRole("progressbar", { name: "Move preview to prod: 1 of 2" })).toBeInTheDocument();
});

test("a job that waits says for what, and when it looks again", async () => {
  const dueAt = new Date(Date.now() + 5 * 60_000).toISOString();
  const { person, rust } = draw([
    jobOf("waiting", [stepOf("pending")], { waitsFor: "the closing quota has no room", dueAt }),
  ]);
  expect(await screen.findByText(/The closing quota has no room/)).toHaveTextContent("looks again in 5 minutes");
  await person.click(screen.getByRole("button", { name: "Look now" }));
  expect(rust.asked("resumeJob")).toEqual([[SANDBOX, "job-1"]]);
});

test("a conflict says what was expected, what was found, and what one can do", async () => {
  const error: Failure = {
    code: "conflict",
    message: "it was expected in /Workloads/staging and stands in /Sandbox",
    hint: "Leave it there, or move it again.",
  };
  draw([jobOf("failed", [stepOf("conflict", { error })])]);
  expect(await screen.findByText("Move preview from staging to prod: changed meanwhile")).toBeInTheDocument();
  expect(screen.getByText("Expected").nextElementSibling).toHaveTextContent("in /Workloads/staging");
  expect(screen.getByText("Found").nextElementSibling).toHaveTextContent("in /Sandbox");
  expect(screen.getByText("What you can do").nextElementSibling).toHaveTextContent("Leave it there, or move it again.");
});

test("each step is copied as a line for the AWS CLI, and all together", async () => {
  const { person, rust } = draw([jobOf("done", [stepOf("done"), stepOf("done", { id: 2, command: "aws second" })])]);
  await person.click(await screen.findByRole("button", { name: /Move preview to prod/ }));
  await person.click(screen.getByRole("button", { name: "Copy step 2 as AWS CLI" }));
  await person.click(screen.getByRole("button", { name: "Copy all steps as AWS CLI" }));
  expect(rust.asked("copyText")).toEqual([["aws second"], [`${MOVE_COMMAND}\naws second`]]);
});

test("jobs are filtered, and a filter that keeps none says so", async () => {
  const { person } = draw([jobOf("done", [stepOf("done")])]);
  await person.click(await screen.findByRole("radio", { name: /^Failed/ }));
  expect(screen.getByText("No job failed")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Show all jobs" }));
  expect(screen.getByRole("button", { name: /Move preview to prod/ })).toBeInTheDocument();
});

test("a journal that cannot be read says why, and can be tried again", async () => {
  const rust = fakeRust({ jobs: [jobOf("done", [stepOf("done")])] });
  rust.refuse("activity", { code: "unexpected", message: "the journal is locked", requestId: "77" });
  showWithToasts(<ActivityPage connection={SANDBOX} onUndo={vi.fn()} onStarted={vi.fn()} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("The journal is locked");
  expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
});

test("the policies that a step wrote are shown in full when someone wants to see them", async () => {
  const step = stepOf("done", {
    step: { action: "setTrust", account: "000000000021", role: "Ops", from: '{"a":1}', to: '{"a":2}' },
  });
  const { person } = draw([jobOf("done", [step, stepOf("done", { id: 2 })])]);
  await person.click(await screen.findByRole("button", { name: /Move preview to prod/ }));
  await person.click(screen.getByRole("button", { name: "Show the policy of step 1" }));
  expect(screen.getByRole("region", { name: "Trust policy of Ops before and after" })).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Show the policy of step 2" })).not.toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Hide the policy of step 1" }));
  expect(screen.queryByRole("region", { name: /Trust policy of Ops/ })).not.toBeInTheDocument();
});
