import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Change } from "../../ipc/bindings";
import { newQueryClient, q } from "../../ipc/client";
import { Toasts } from "../../kit/Toasts";
import { DENIED, jobOf, planOf, PREVIEW, PROD, SANDBOX, stepOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { useReview } from "./review";

const CHANGES: Change[] = [{ change: "moveAccount", account: PREVIEW, to: PROD }];
const JOB = jobOf("done", [stepOf("done")]);

function draw(connection: string | null = SANDBOX) {
  const client = newQueryClient();
  const onStarted = vi.fn();
  const { result } = renderHook(() => useReview(connection, onStarted), {
    wrapper: ({ children }) => (
      <QueryClientProvider client={client}>
        {children}
        <Toasts />
      </QueryClientProvider>
    ),
  });
  return { client, onStarted, review: result };
}

test("a wish becomes a plan to look at, and nothing is started", async () => {
  const rust = fakeRust();
  const { review, onStarted } = draw();
  act(() => review.current.review(CHANGES));
  await waitFor(() => expect(review.current.plan).toEqual(planOf(CHANGES)));
  expect(rust.asked("plan")).toEqual([[SANDBOX, CHANGES]]);
  expect(rust.asked("startJob")).toEqual([]);
  expect(onStarted).not.toHaveBeenCalled();
});

test("applying starts the plan that was shown, closes it and puts the job into the list at once", async () => {
  const rust = fakeRust();
  const { client, review, onStarted } = draw();
  client.setQueryData(q.activity(SANDBOX).queryKey, []);
  act(() => review.current.review(CHANGES));
  await waitFor(() => expect(review.current.plan).not.toBeNull());
  act(() => review.current.apply());
  expect(review.current.starting, "a second click must not start it twice").toBe(true);
  await waitFor(() => expect(review.current.plan).toBeNull());
  expect(review.current.starting).toBe(false);
  expect(rust.asked("startJob")).toEqual([[SANDBOX, "plan-1", null]]);
  expect(onStarted).toHaveBeenCalledOnce();
  expect(client.getQueryData(q.activity(SANDBOX).queryKey)?.map((job) => job.id)).toEqual(["job-of-plan-1"]);
});

test("a plan that cannot be started stays open, and says why", async () => {
  const rust = fakeRust();
  rust.refuse("startJob", DENIED);
  const { review, onStarted } = draw();
  act(() => review.current.review(CHANGES));
  await waitFor(() => expect(review.current.plan).not.toBeNull());
  act(() => review.current.apply());
  expect(await screen.findByText(/^Could not start “Move preview to prod”: not allowed to/)).toBeInTheDocument();
  expect(review.current.plan).not.toBeNull();
  expect(review.current.starting).toBe(false);
  expect(onStarted).not.toHaveBeenCalled();
});

test("closing a plan forgets it", async () => {
  fakeRust();
  const { review } = draw();
  act(() => review.current.review(CHANGES));
  await waitFor(() => expect(review.current.plan).not.toBeNull());
  act(() => review.current.close());
  expect(review.current.plan).toBeNull();
});

test("a wish that cannot be planned says why", async () => {
  const rust = fakeRust();
  rust.refuse("plan", DENIED);
  const { review } = draw();
  act(() => review.current.review(CHANGES));
  expect(await screen.findByText(/^Could not plan this: not allowed to/)).toBeInTheDocument();
  expect(review.current.plan).toBeNull();
});

test("a harmless undo starts at once", async () => {
  const rust = fakeRust();
  const { review, onStarted } = draw();
  act(() => review.current.undo(JOB));
  await waitFor(() => expect(onStarted).toHaveBeenCalledOnce());
  expect(rust.asked("planUndo")).toEqual([[SANDBOX, JOB.id]]);
  expect(rust.asked("startJob")).toEqual([[SANDBOX, "plan-undo", null]]);
});

test.each([
  ["a blocker", { blockers: [DENIED] }],
  ["a warning", { warnings: ["prod was renamed meanwhile"] }],
  ["something that cannot be undone", { withoutReturn: ["The account stays"] }],
])("an undo with %s is looked at first", async (_, part) => {
  const rust = fakeRust({}, { planUndo: () => planOf(CHANGES, part) });
  const { review } = draw();
  act(() => review.current.undo(JOB));
  await waitFor(() => expect(review.current.plan).toMatchObject(part));
  expect(rust.asked("startJob")).toEqual([]);
});

test("without a connection nothing is planned, undone or started", async () => {
  const rust = fakeRust();
  const { review } = draw(null);
  act(() => {
    review.current.review(CHANGES);
    review.current.undo(JOB);
    review.current.apply();
  });
  await Promise.resolve();
  expect([...rust.asked("plan"), ...rust.asked("planUndo"), ...rust.asked("startJob")]).toEqual([]);
});
