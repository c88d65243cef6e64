import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";

import type { ConnectionId, JobId, JobRecord } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Segments } from "../../kit/Segments";
import { useNow } from "../../kit/useNow";
import { count } from "../../kit/words";
import { Job } from "./Job";
import { resume } from "./JobToast";
import { byDay, type Filter, passes } from "./jobs";

interface ActivityPageProps {
  connection: ConnectionId;
  onUndo: (job: JobRecord) => void;
  onStarted: (job: JobRecord) => void;
}

const FILTERS: readonly { id: Filter; name: string; none: string }[] = [
  { id: "all", name: "All", none: "Nothing was changed yet" },
  { id: "active", name: "Running and waiting", none: "Nothing runs and nothing waits" },
  { id: "failed", name: "Failed", none: "No job failed" },
];

/** Everything Canopy wrote to AWS with this connection, newest first. */
export function ActivityPage({ connection, onUndo, onStarted }: ActivityPageProps) {
  const activity = useQuery(q.activity(connection));
  const now = useNow();
  const [open, setOpen] = useState<ReadonlySet<JobId>>(new Set());
  const [filter, setFilter] = useState<Filter>("all");
  const jobs = activity.data ?? [];
  const listed = jobs.filter((job) => passes(job, filter));
  const none = FILTERS.find(({ id }) => id === filter)?.none;

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
        {activity.data && <span className="muted">{count(jobs.length, "job")}</span>}
        <span className="grow" />
        {jobs.length > 0 && (
          <Segments
            label="Show"
            chosen={filter}
            onChoose={setFilter}
            segments={FILTERS.map(({ id, name }) => ({
              id,
              name,
              number: jobs.filter((job) => passes(job, id)).length,
            }))}
          />
        )}
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page" tabIndex={0} role="region" aria-label="Jobs">
        {activity.isError ? (
          <FailureNote
            failure={toFailure(activity.error)}
            actions={<Button onClick={() => void activity.refetch()}>Try again</Button>}
          />
        ) : activity.data && listed.length === 0 ? (
          <div className="page-message">
            <History aria-hidden size={24} className="faint" />
            <p>{none}</p>
            {jobs.length === 0 ? (
              <p className="muted">Drag an account onto another OU: the job stands here, with the way back.</p>
            ) : (
              <Button onClick={() => setFilter("all")}>Show all jobs</Button>
            )}
          </div>
        ) : (
          byDay(listed, now).map((day) => (
            <section key={day.name} className="day" aria-label={day.name}>
              <h2 className="label">{day.name}</h2>
              <ul className="jobs">
                {day.jobs.map((job) => (
                  <Job
                    key={job.id}
                    job={job}
                    jobs={jobs}
                    open={open.has(job.id)}
                    onToggle={() => toggle(job.id)}
                    onUndo={() => onUndo(job)}
                    onResume={() => {
                      void resume(job).then((goesOn) => goesOn && onStarted(job));
                    }}
                  />
                ))}
              </ul>
            </section>
          ))
        )}
      </div>
    </>
  );
}
