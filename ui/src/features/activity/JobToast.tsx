import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { commands, type ConnectionId, type JobId, type JobRecord } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { failureToast, FailureNote } from "../../kit/failureToast";
import { Progress } from "../../kit/Progress";
import { SHOWN_MS } from "../../kit/Toasts";
import { count } from "../../kit/words";
import { cannotUndo, isOver, stepsDone, stoppedAt } from "./jobs";
import { StateIcon } from "./StateIcon";

interface JobToastProps {
  connection: ConnectionId;
  id: JobId;
  onUndo: (job: JobRecord) => void;
  onShow: () => void;
  close: () => void;
}

/** A job as it goes, and how it ended, with the way back. */
export function JobToast({ connection, id, onUndo, onShow, close }: JobToastProps) {
  const activity = useQuery(q.activity(connection));
  const job = activity.data?.find((each) => each.id === id);
  const done = job?.state === "done";
  useEffect(() => {
    if (!done) {
      return;
    }
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
    // `close` is new with each drawing, and always closes the same toast.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [done]);

  if (!job) {
    return <p className="muted">Starting…</p>;
  }
  const total = job.steps.length;
  const finished = stepsDone(job);
  if (!isOver(job)) {
    return (
      <div className="job-toast">
        <p className="job-title">
          <StateIcon state={job.state} />
          {job.title}
        </p>
        <Progress label={job.title} part={total === 0 ? null : finished / total} />
        <div className="foot">
          <span className="muted grow">
            {finished} of {count(total, "step")}
          </span>
          <Button variant="quiet" onClick={() => stop(job)}>
            Stop
          </Button>
        </div>
      </div>
    );
  }
  const trouble = stoppedAt(job);
  return (
    <div className="job-toast">
      <p className="job-title">
        <StateIcon state={job.state} />
        {job.title}
      </p>
      {trouble?.error && <FailureNote failure={trouble.error} />}
      {job.state !== "done" && (
        <p className="muted">
          {finished} of {count(total, "step")} done
        </p>
      )}
      <div className="foot">
        <span className="grow" />
        <Button variant="quiet" onClick={onShow}>
          Details
        </Button>
        {cannotUndo(job) === null && (
          <Button
            onClick={() => {
              close();
              onUndo(job);
            }}
          >
            Undo
          </Button>
        )}
      </div>
    </div>
  );
}

/** Stops a job after the step it is at. */
export function stop(job: JobRecord): void {
  run(commands.cancelJob(job.id)).catch((thrown: unknown) =>
    failureToast(`Could not stop “${job.title}”`, toFailure(thrown)),
  );
}

/** Goes on with a job that was left; whether it does. */
export async function resume(job: JobRecord): Promise<boolean> {
  try {
    await run(commands.resumeJob(job.connection, job.id));
    return true;
  } catch (thrown) {
    failureToast(`Could not go on with “${job.title}”`, toFailure(thrown));
    return false;
  }
}
