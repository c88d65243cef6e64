import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { commands, type AccountId, type ConnectionId, type JobId, type JobRecord } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { failureToast } from "../../kit/failureToast";
import { Progress } from "../../kit/Progress";
import { SHOWN_MS, toast } from "../../kit/Toasts";
import { useNow } from "../../kit/useNow";
import { count, sentence, until } from "../../kit/words";
import { cannotUndo, isOver, stepsDone, stoppedAt } from "./jobs";
import { Trouble } from "./JobSteps";
import { StateIcon } from "./StateIcon";

interface JobToastProps {
  connection: ConnectionId;
  id: JobId;
  onUndo: (job: JobRecord) => void;
  /** Shows the activity; the toast is closed. */
  onShow: () => void;
  /** Asks for the code that was sent to a new address. */
  onEnterCode?: (account: AccountId, email: string) => void;
  close: () => void;
}

/** Closes the toast of a job that is shown. */
const shown = new Map<JobId, () => void>();

/** Shows a job as it goes, once however often it goes on. */
export function showJob(job: JobRecord, ways: Omit<JobToastProps, "connection" | "id" | "close">): void {
  shown.get(job.id)?.();
  shown.set(
    job.id,
    toast((close) => <JobToast connection={job.connection} id={job.id} close={close} {...ways} />),
  );
}

/** A job as it goes, and how it ended, with the way back. */
export function JobToast({ connection, id, onUndo, onShow, onEnterCode, close }: JobToastProps) {
  const activity = useQuery(q.activity(connection));
  const job = activity.data?.find((each) => each.id === id);
  const now = useNow();
  // A code that was sent is waited for: its toast stays until someone closes it.
  const done = job?.state === "done" && !job.steps.some(({ step }) => step.action === "startEmailChange");
  useEffect(() => {
    if (!done) {
      return;
    }
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
    // `close` is new with each drawing, and always closes the same toast.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [done]);

  function show(): void {
    close();
    onShow();
  }

  if (!job) {
    return <p className="muted">Starting…</p>;
  }
  const total = job.steps.length;
  const finished = stepsDone(job);
  if (!isOver(job)) {
    const rests = job.state === "waiting" || job.state === "paused";
    return (
      <div className="job-toast">
        <p className="job-title">
          <StateIcon state={job.state} />
          {job.title}
        </p>
        {!rests && <Progress label={job.title} part={finished === 0 ? null : finished / total} />}
        {job.state === "waiting" && (
          <p className="muted">
            {job.waitsFor ? sentence(job.waitsFor) : "Waits for AWS"}
            {job.dueAt && ` · looks again ${until(job.dueAt, now)}`}
          </p>
        )}
        <div className="foot">
          <span className="muted grow">
            {job.state === "paused" && "Paused · "}
            {finished} of {count(total, "step")}
          </span>
          {rests ? (
            <Button variant="quiet" onClick={show}>
              Details
            </Button>
          ) : (
            <Button variant="quiet" onClick={() => pause(job)}>
              Pause
            </Button>
          )}
          {job.state === "paused" && (
            <Button changes onClick={() => void resume(job)}>
              Resume
            </Button>
          )}
          {job.state !== "waiting" && (
            <Button variant="quiet" onClick={() => stop(job)}>
              Stop
            </Button>
          )}
        </div>
      </div>
    );
  }
  const trouble = stoppedAt(job);
  const asked = job.steps.findLast((step) => step.state === "done")?.step;
  return (
    <div className="job-toast">
      <p className="job-title">
        <StateIcon state={job.state} />
        {job.title}
      </p>
      {trouble?.error && <Trouble step={trouble} />}
      {job.state !== "done" && (
        <p className="muted">
          {finished} of {count(total, "step")} done
        </p>
      )}
      <div className="foot">
        <span className="grow" />
        <Button variant="quiet" onClick={show}>
          Details
        </Button>
        {asked?.action === "startEmailChange" && onEnterCode && (
          <Button
            changes
            variant="primary"
            onClick={() => {
              close();
              onEnterCode(asked.account, asked.to);
            }}
          >
            Enter the code
          </Button>
        )}
        {cannotUndo(job) === null && (
          <Button
            changes
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

/** Stops a job for good, after the step it is at. */
export function stop(job: JobRecord): void {
  run(commands.cancelJob(job.id)).catch((thrown: unknown) =>
    failureToast(`Could not stop “${job.title}”`, toFailure(thrown)),
  );
}

/** Stops a job after the step it is at, so that it can go on later. */
export function pause(job: JobRecord): void {
  run(commands.pauseJob(job.id)).catch((thrown: unknown) =>
    failureToast(`Could not pause “${job.title}”`, toFailure(thrown)),
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
