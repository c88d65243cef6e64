import { ChevronRight, Clock, Pause, Play, Undo2, X } from "lucide-react";

import type { JobRecord } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Progress } from "../../kit/Progress";
import { useNow } from "../../kit/useNow";
import { ago, clock, count, moment, sentence, takes, until } from "../../kit/words";
import { pause, stop } from "./JobToast";
import { canResume, cannotUndo, isOver, JOB_WORDS, secondsLeft, stepsDone, stoppedAt } from "./jobs";
import { JobSteps, Trouble } from "./JobSteps";
import { StateIcon } from "./StateIcon";

interface JobProps {
  job: JobRecord;
  /** All that are known: one may have taken this one back. */
  jobs: readonly JobRecord[];
  open: boolean;
  onToggle: () => void;
  onUndo: () => void;
  onResume: () => void;
}

/** One job: how far it is, what it waits for or what stopped it, and its steps when it is opened. */
export function Job({ job, jobs, open, onToggle, onUndo, onResume }: JobProps) {
  const now = useNow();
  const trouble = stoppedAt(job);
  const running = job.state === "running" || job.state === "pending";
  const total = job.steps.length;
  return (
    <li className="job">
      <div className="job-head">
        <button type="button" className="job-open" aria-expanded={open} onClick={onToggle}>
          <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
          <StateIcon state={job.state} />
          <span className="job-title clip" title={job.title}>
            {job.title}
          </span>
          <span className="muted">{summary(job, jobs, now)}</span>
        </button>
        <time className="muted num" dateTime={job.createdAt} title={moment(job.createdAt)}>
          {clock(job.createdAt)}
        </time>
        {running && (
          <Button icon={Pause} variant="quiet" onClick={() => pause(job)}>
            Pause
          </Button>
        )}
        {canResume(job, now) && (
          <Button changes icon={Play} onClick={onResume}>
            {job.state === "waiting" ? "Look now" : "Resume"}
          </Button>
        )}
        {isOver(job) ? (
          <Button changes icon={Undo2} refusal={cannotUndo(job)} onClick={onUndo}>
            Undo
          </Button>
        ) : (
          <Button icon={X} variant="quiet" onClick={() => stop(job)}>
            Cancel
          </Button>
        )}
      </div>
      {running && (
        <div className="job-progress">
          <Progress
            label={`${job.title}: ${stepsDone(job)} of ${total}`}
            part={stepsDone(job) > 0 ? stepsDone(job) / total : null}
          />
        </div>
      )}
      {job.state === "waiting" && (
        <p className="job-waits">
          <Clock aria-hidden size={14} />
          <span>
            {job.waitsFor ? sentence(job.waitsFor) : "Waits for AWS"}
            {job.dueAt && (
              <span className="muted" title={moment(job.dueAt)}>
                {" "}
                · looks again {until(job.dueAt, now)}
              </span>
            )}
          </span>
        </p>
      )}
      {job.state === "paused" && !trouble && (
        <p className="job-waits muted">Paused after the step it was at. Resume goes on with the next one.</p>
      )}
      {trouble?.error && !open && (
        <div className="job-trouble">
          <Trouble step={trouble} />
        </div>
      )}
      {open && (
        <div className="job-body">
          <p className="muted">
            Began {moment(job.createdAt)}
            {job.endedAt && `, ended ${moment(job.endedAt)}`} · <code>{job.id}</code>
            <CopyButton what="job id" text={job.id} />
            <span className="grow" />
            AWS CLI
            <CopyButton what="all steps as AWS CLI" text={job.steps.flatMap((step) => step.command || []).join("\n")} />
          </p>
          <JobSteps steps={job.steps} />
        </div>
      )}
    </li>
  );
}

function summary(job: JobRecord, jobs: readonly JobRecord[], now: number): string {
  const total = count(job.steps.length, "step");
  const left = secondsLeft(job, now);
  const undone = job.undoneBy && jobs.find(({ id }) => id === job.undoneBy);
  return [
    JOB_WORDS[job.state],
    job.state === "done" ? total : `${stepsDone(job)} of ${total}`,
    left !== null && left > 5 ? `${takes(left)} left` : null,
    job.undoneBy ? `undone${undone ? ` ${ago(undone.createdAt, now)}` : ""}` : null,
  ]
    .filter(Boolean)
    .join(" · ");
}
