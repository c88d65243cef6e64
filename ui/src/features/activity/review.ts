import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { type Change, commands, type ConnectionId, type JobRecord, type Plan } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";

type OnJob = (job: JobRecord) => void;

/** The road from a wish to a job: a plan that is looked at, then applied. */
export interface Review {
  /** What is on screen for review. */
  plan: Plan | null;
  starting: boolean;
  /** `onBegun` is told of the job if these very changes are applied. */
  review: (changes: Change[], onBegun?: OnJob) => void;
  /** Puts a plan on screen that was made already. */
  show: (plan: Plan, onBegun?: OnJob) => void;
  /** Takes a job back: at once where nothing speaks against it, else after a look at the plan. */
  undo: (job: JobRecord) => void;
  /** Starts what is shown; `code` is the one-time code that a change of address needs. */
  apply: (code?: string | null) => void;
  close: () => void;
}

/** Plans and starts jobs of one connection; `onStarted` is told of each that began. */
export function useReview(connection: ConnectionId | null, onStarted: (job: JobRecord) => void): Review {
  const client = useQueryClient();
  const [shown, setShown] = useState<{ plan: Plan; onBegun: OnJob | undefined } | null>(null);
  const [starting, setStarting] = useState(false);

  const start = useCallback(
    async (what: Plan, code: string | null = null, onBegun?: OnJob) => {
      if (connection === null) {
        return;
      }
      setStarting(true);
      try {
        const job = await run(commands.startJob(connection, what.planId, code));
        keep(client, job);
        setShown(null);
        onBegun?.(job);
        onStarted(job);
      } catch (thrown) {
        failureToast(`Could not start “${what.title}”`, toFailure(thrown));
      } finally {
        setStarting(false);
      }
    },
    [client, connection, onStarted],
  );

  const show = useCallback((plan: Plan, onBegun?: OnJob) => setShown({ plan, onBegun }), []);

  const review = useCallback(
    (changes: Change[], onBegun?: OnJob) => {
      if (connection === null) {
        return;
      }
      run(commands.plan(connection, changes)).then(
        (plan) => show(plan, onBegun),
        (thrown: unknown) => failureToast("Could not plan this", toFailure(thrown)),
      );
    },
    [connection, show],
  );

  const undo = useCallback(
    (job: JobRecord) => {
      if (connection === null) {
        return;
      }
      run(commands.planUndo(connection, job.id)).then(
        (back) => {
          const harmless = back.blockers.length === 0 && back.warnings.length === 0 && back.withoutReturn.length === 0;
          if (harmless) {
            void start(back);
          } else {
            show(back);
          }
        },
        (thrown: unknown) => failureToast(`Could not undo “${job.title}”`, toFailure(thrown)),
      );
    },
    [connection, start, show],
  );

  return {
    plan: shown?.plan ?? null,
    starting,
    review,
    show,
    undo,
    apply: (code = null) => {
      if (shown) {
        void start(shown.plan, code, shown.onBegun);
      }
    },
    close: () => setShown(null),
  };
}

/** Puts a job that just began into the list, so that nothing has to wait for the next read. */
function keep(client: ReturnType<typeof useQueryClient>, job: JobRecord): void {
  client.setQueryData(q.activity(job.connection).queryKey, (jobs: JobRecord[] | undefined) =>
    jobs === undefined || jobs.some(({ id }) => id === job.id) ? jobs : [job, ...jobs],
  );
}
