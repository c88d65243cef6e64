import { act, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { JobRecord, Step } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { DENIED, jobOf, SANDBOX, stepOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { JobToast, showJob } from "./JobToast";

function draw(job: JobRecord) {
  const rust = fakeRust({ jobs: [job] });
  const spies = { onUndo: vi.fn(), onShow: vi.fn(), onEnterCode: vi.fn(), close: vi.fn() };
  return { rust, ...spies, ...showWithToasts(<JobToast connection={SANDBOX} id={job.id} {...spies} />) };
}

test("a job that is done offers its undo, and goes away with it", async () => {
  const job = jobOf("done", [stepOf("done")]);
  const { person, onUndo, close } = draw(job);
  await person.click(await screen.findByRole("button", { name: "Undo" }));
  expect(onUndo).toHaveBeenCalledExactlyOnceWith(job);
  expect(close).toHaveBeenCalledOnce();
});

test("a job under way tells how far it is, and can be stopped", async () => {
  const { person, rust } = draw(jobOf("running", [stepOf("done"), stepOf("started", { id: 2 })]));
  expect(await screen.findByRole("progressbar", { name: "Move preview to prod" })).toHaveAttribute(
    "aria-valuenow",
    "50",
  );
  expect(screen.getByText("1 of 2 steps")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Undo" })).not.toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Stop" }));
  expect(rust.asked("cancelJob")).toEqual([["job-1"]]);
});

test("a job under way is paused, and a paused one goes on", async () => {
  const { person, rust, client } = draw(jobOf("running", [stepOf("started")]));
  await person.click(await screen.findByRole("button", { name: "Pause" }));
  expect(rust.asked("pauseJob")).toEqual([["job-1"]]);
  act(() => client.setQueryData(q.activity(SANDBOX).queryKey, [jobOf("paused", [stepOf("pending")])]));
  await person.click(await screen.findByRole("button", { name: "Resume" }));
  expect(rust.asked("resumeJob")).toEqual([[SANDBOX, "job-1"]]);
});

test("a job that goes on is shown once", async () => {
  const job = jobOf("running", [stepOf("started")]);
  fakeRust({ jobs: [job] });
  showWithToasts(null);
  const ways = { onUndo: vi.fn(), onShow: vi.fn() };
  act(() => {
    showJob(job, ways);
    showJob(job, ways);
  });
  expect(await screen.findAllByText("0 of 1 step")).toHaveLength(1);
});

test("a job that waits says for what", async () => {
  draw(jobOf("waiting", [stepOf("pending")], { waitsFor: "the account must accept" }));
  expect(await screen.findByText("The account must accept")).toBeInTheDocument();
});

test("once a code was sent, its toast stays and asks for it", async () => {
  const step: Step = { action: "startEmailChange", account: "1", from: "a@example.com", to: "b@example.com" };
  const { person, onEnterCode, close } = draw(jobOf("done", [stepOf("done", { step })]));
  await person.click(await screen.findByRole("button", { name: "Enter the code" }));
  expect(onEnterCode).toHaveBeenCalledExactlyOnceWith("1", "b@example.com");
  expect(close).toHaveBeenCalledOnce();
  expect(screen.queryByRole("button", { name: "Undo" })).not.toBeInTheDocument();
});

test("a job that failed says why, how far it came, and what to do", async () => {
  const { person, onShow } = draw(jobOf("failed", [stepOf("done"), stepOf("failed", { id: 2, error: DENIED })]));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Not allowed to organizations:MoveAccount");
  expect(alert).toHaveTextContent("Sign in with a role that grants it.");
  expect(alert).toHaveTextContent("4f2c1a9e-0001");
  expect(screen.getByText("1 of 2 steps done")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Undo" }), "one step was done").toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Details" }));
  expect(onShow).toHaveBeenCalledOnce();
});

test("a job of which nothing was done has nothing to undo", async () => {
  draw(jobOf("failed", [stepOf("failed", { error: DENIED })]));
  await screen.findByRole("alert");
  expect(screen.queryByRole("button", { name: "Undo" })).not.toBeInTheDocument();
});

test("a job follows what is known of it, and leaves a while after its end", async () => {
  const { client, close } = draw(jobOf("running", [stepOf("started")]));
  await screen.findByText("0 of 1 step");
  vi.useFakeTimers();
  act(() => client.setQueryData(q.activity(SANDBOX).queryKey, [jobOf("done", [stepOf("done")])]));
  // TanStack tells its news in a timer of its own.
  act(() => vi.advanceTimersByTime(1));
  expect(screen.getByRole("button", { name: "Undo" })).toBeInTheDocument();
  act(() => vi.advanceTimersByTime(7000));
  expect(close).not.toHaveBeenCalled();
  act(() => vi.advanceTimersByTime(2000));
  expect(close).toHaveBeenCalledOnce();
});

test("a job that cannot be stopped says so", async () => {
  const { person, rust } = draw(jobOf("running", [stepOf("started")]));
  rust.refuse("cancelJob", { code: "notFound", message: "it does not run here" });
  await person.click(await screen.findByRole("button", { name: "Stop" }));
  expect(await screen.findByText("Could not stop “Move preview to prod”: it does not run here")).toBeInTheDocument();
});
