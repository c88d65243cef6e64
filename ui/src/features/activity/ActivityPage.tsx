import { useQuery } from "@tanstack/react-query";
import { ChevronRight, History } from "lucide-react";
import { useState } from "react";

import type { ConnectionId, JobId, JobRecord, StepRecord } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { FailureNote } from "../../kit/failureToast";
import { useNow } from "../../kit/useNow";
import { ago, count, moment } from "../../kit/words";
import { resume, stop } from "./JobToast";
import { canResume, cannotUndo, isOver, JOB_WORDS, STEP_WORDS, stepsDone, stoppedAt } from "./jobs";
import { StateIcon } from "./StateIcon";

interface ActivityPageProps {
  connection: ConnectionId;
  onUndo: (job: JobRecord) => void;
  onStarted: (job: JobRecord) => void;
}

/** Everything Canopy wrote to AWS with this connection, newest first. */
export function ActivityPage({ connection, onUndo, onStarted }: ActivityPageProps) {
  const activity = useQuery(q.activity(connection));
  const [open, setOpen] = useState<ReadonlySet<JobId>>(new Set());

  function toggle(id: JobId): void {
    const next = new Set(open);
    if (!next.delete(id)) {
      next.add(id);
    }
    setOpen(next);
  }

  return (
    <>
      <div className="bar">
        <h1 className="h1">Activity</h1>
        {activity.data && <span className="muted">{count(activity.data.length, "job")}</span>}
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page" tabIndex={0} role="region" aria-label="Jobs">
        {activity.isError ? (
          <FailureNote
            failure={toFailure(activity.error)}
            actions={<Button onClick={() => void activity.refetch()}>Try again</Button>}
          />
        ) : activity.data?.length === 0 ? (
          <div className="page-message">
            <History aria-hidden size={24} className="faint" />
            <p>Nothing was changed yet</p>
            <p className="muted">Drag an account onto another OU: the job stands here, with the way back.</p>
          </div>
        ) : (
          <ul className="jobs">
            {activity.data?.map((job) => (
              <Job
                key={job.id}
                job={job}
                jobs={activity.data}
                open={open.has(job.id)}
                onToggle={() => toggle(job.id)}
                onUndo={() => onUndo(job)}
                onResume={() => {
                  void resume(job).then((goesOn) => goesOn && onStarted(job));
                }}
              />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

interface JobProps {
  job: JobRecord;
  jobs: readonly JobRecord[];
  open: boolean;
  onToggle: () => void;
  onUndo: () => void;
  onResume: () => void;
}

function Job({ job, jobs, open, onToggle, onUndo, onResume }: JobProps) {
  const now = useNow();
  const trouble = stoppedAt(job);
  const undone = job.undoneBy && jobs.find(({ id }) => id === job.undoneBy);
  return (
    <li className="job">
      <div className="job-head">
        <button type="button" className="job-open" aria-expanded={open} onClick={onToggle}>
          <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
          <StateIcon state={job.state} />
          <span className="job-title clip">{job.title}</span>
          <span className="muted">
            {JOB_WORDS[job.state]} ·{" "}
            {isOver(job) && job.state === "done"
              ? count(job.steps.length, "step")
              : `${stepsDone(job)} of ${count(job.steps.length, "step")}`}
            {job.undoneBy && ` · undone${undone ? ` ${ago(undone.createdAt, now)}` : ""}`}
          </span>
        </button>
        <time className="muted num" dateTime={job.createdAt} title={moment(job.createdAt)}>
          {ago(job.createdAt, now)}
        </time>
        {!isOver(job) && <Button onClick={() => stop(job)}>Cancel</Button>}
        {canResume(job) && <Button onClick={onResume}>Resume</Button>}
        <Button refusal={cannotUndo(job)} onClick={onUndo}>
          Undo
        </Button>
      </div>
      {trouble?.error && (
        <div className="job-trouble">
          <FailureNote failure={trouble.error} />
        </div>
      )}
      {open && <Steps job={job} />}
    </li>
  );
}

function Steps({ job }: { job: JobRecord }) {
  return (
    <div className="job-body">
      <p className="muted">
        Began {moment(job.createdAt)}
        {job.endedAt && `, ended ${moment(job.endedAt)}`} · <code>{job.id}</code>
        <CopyButton what="job id" text={job.id} />
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Took
            </th>
            <th scope="col">Request id</th>
          </tr>
        </thead>
        <tbody>
          {job.steps.map((step) => (
            <tr key={step.id}>
              <td>{step.summary}</td>
              <td>
                <span className="with-icon">
                  <StateIcon state={step.state} />
                  {STEP_WORDS[step.state]}
                </span>
              </td>
              <td className="num">{took(step)}</td>
              <td>
                <RequestId step={step} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RequestId({ step }: { step: StepRecord }) {
  const id = step.receipt?.requestId ?? step.error?.requestId;
  return id ? (
    <span className="with-icon">
      <code className="clip">{id}</code>
      <CopyButton what="request id" text={id} />
    </span>
  ) : (
    <span className="faint">{step.state === "done" ? "already so" : "none"}</span>
  );
}

function took(step: StepRecord): string {
  if (!step.startedAt || !step.endedAt) {
    return "";
  }
  const ms = Date.parse(step.endedAt) - Date.parse(step.startedAt);
  return ms < 1000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
