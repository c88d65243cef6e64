import { useQuery } from "@tanstack/react-query";

import type { Change, JobId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import type { Parts, StepProps } from "./parts";
import { blocking, type StepId } from "./steps";

interface RunStepProps extends StepProps {
  parts: Parts;
  /** The job that last set it up, or removed it. */
  ran: JobId | null;
  onReview: (changes: Change[]) => void;
  onGo: (step: StepId) => void;
}

/** The job that makes it so, as it goes; and the way back. */
export function RunStep({ connection, spec, problems, parts, ran, onReview, onGo }: RunStepProps) {
  const activity = useQuery(q.activity(connection));
  const job = activity.data?.find(({ id }) => id === ran);
  return (
    <>
      <div>
        <h2 className="h2">Run</h2>
        <p className="muted">
          It goes on while you do something else, at the pace that AWS allows. A run that was interrupted goes on where
          it was.
        </p>
      </div>
      {activity.isError && <FailureNote failure={toFailure(activity.error)} />}
      {job ? (
        <ul className="jobs">{parts.job(job)}</ul>
      ) : (
        activity.data && (
          <p className="muted">
            Nothing was run yet.{" "}
            <button type="button" className="link" onClick={() => onGo("review")}>
              Review what would change
            </button>
          </p>
        )
      )}
      <section className="card" aria-label="Remove the set-up">
        <h3 className="h3">Remove it again</h3>
        <p className="muted">
          Users, groups, policies and roles that Canopy made for this document are deleted, and it takes its own
          statement out of roles that others made. The account itself stays. You see the plan first.
        </p>
        <div>
          <Button
            changes
            refusal={blocking(problems).length > 0 ? "Put the document right first" : null}
            onClick={() => onReview([{ change: "removeIdentity", spec }])}
          >
            Review the removal
          </Button>
        </div>
      </section>
    </>
  );
}
