import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";

import type { AccountId, IdentityReview, OutOfReach, Plan } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { Ticked } from "../../kit/Ticked";
import { count, sentence, takes } from "../../kit/words";
import type { StepProps } from "./parts";
import { byAccount } from "./review";
import { ReviewDocuments } from "./ReviewDocuments";
import { blocking, type StepId, stepOf } from "./steps";

interface ReviewStepProps extends StepProps {
  /** Whether all problems are known: before, AWS is asked nothing. */
  checked: boolean;
  onPlan: (plan: Plan) => void;
  onBootstrap: (account: AccountId) => void;
  onReveal: (account: AccountId) => void;
  onGo: (step: StepId) => void;
}

/** Every change and every policy, before anything happens. */
export function ReviewStep(props: ReviewStepProps) {
  const { problems, checked, onGo } = props;
  const [first] = blocking(problems);
  return (
    <>
      <div>
        <h2 className="h2">Review what will change</h2>
        <p className="muted">Canopy reads what there is and plans the difference. Nothing is changed by looking.</p>
      </div>
      {first ? (
        <Note
          tone="warn"
          title={`${count(blocking(problems).length, "thing")} must be put right first`}
          hint={sentence(first.message)}
          actions={<Button onClick={() => onGo(stepOf(first))}>Put it right</Button>}
        />
      ) : (
        checked && <Reading {...props} />
      )}
    </>
  );
}

function Reading({ connection, spec, index, onPlan, onBootstrap, onReveal, onGo }: ReviewStepProps) {
  const review = useQuery(q.identityReview(connection, spec));
  const again = (
    <Button icon={RotateCw} busy={review.isFetching} onClick={() => void review.refetch()}>
      Read again
    </Button>
  );
  if (review.isError) {
    return <FailureNote failure={toFailure(review.error)} actions={again} />;
  }
  if (!review.data) {
    return (
      <p className="muted" role="status">
        Reading the accounts…
      </p>
    );
  }
  const { plan } = review.data;
  const nothing = plan.blockers.length === 0 && plan.steps.length === 0;
  const accounts = byAccount(plan, index);
  return (
    <>
      <div className="identity-card-head">
        <p className="grow" role="status">
          {plan.blockers.length > 0
            ? "This cannot be applied yet"
            : nothing
              ? "Everything is as the document says: there is nothing to change"
              : `${count(plan.steps.length, "change")} in ${count(accounts.length, "account")}, ${takes(plan.seconds)}. Nothing has been changed yet.`}
        </p>
        {again}
        {nothing ? (
          <Button variant="primary" onClick={() => onGo("proof")}>
            Prove it
          </Button>
        ) : (
          <Button changes variant="primary" busy={review.isFetching} onClick={() => onPlan(plan)}>
            {plan.blockers.length > 0 ? "Show the plan" : `Run ${count(plan.steps.length, "change")}…`}
          </Button>
        )}
      </div>
      <Findings review={review.data} onBootstrap={onBootstrap} onReveal={onReveal} />
      {accounts.length > 0 && (
        <section aria-label="Changes" className="identity-part">
          <h3 className="label">Changes by account</h3>
          {accounts.map(({ id, name, lines }) => (
            <details key={id} className="card">
              <summary>
                <b>{name}</b> <span className="muted">{count(lines.length, "change")}</span>
              </summary>
              <ul className="plan-lines">
                {lines.map((line) => (
                  <li key={line.id}>{line.summary}</li>
                ))}
              </ul>
            </details>
          ))}
        </section>
      )}
      <ReviewDocuments documents={review.data.documents} />
    </>
  );
}

interface FindingsProps {
  review: IdentityReview;
  onBootstrap: (account: AccountId) => void;
  onReveal: (account: AccountId) => void;
}

/** What keeps the plan from being applied, what is left out, and what to think about. */
function Findings({ review: { plan, warnings, outOfReach }, onBootstrap, onReveal }: FindingsProps) {
  return (
    <>
      {plan.blockers.map((each) => (
        <Note
          key={each.message}
          tone="bad"
          title={sentence(each.message)}
          hint={each.hint}
          requestId={each.requestId}
        />
      ))}
      {outOfReach.map((each) => (
        <LeftOut key={each.account} leftOut={each} onBootstrap={onBootstrap} onReveal={onReveal} />
      ))}
      {warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
      {plan.withoutReturn.map((line) => (
        <Note key={line} tone="warn" title={line} />
      ))}
    </>
  );
}

interface LeftOutProps {
  leftOut: OutOfReach;
  onBootstrap: (account: AccountId) => void;
  onReveal: (account: AccountId) => void;
}

/** An account that Canopy cannot get into: where there can be no role yet it gets its first one, else it is said who can help. */
function LeftOut({ leftOut: { account, name, failure, fix }, onBootstrap, onReveal }: LeftOutProps) {
  return (
    <Note
      tone="warn"
      title={`${name} is left out: ${failure.message}`}
      hint={
        <>
          {failure.hint && (
            <p>
              <Ticked text={failure.hint} />
            </p>
          )}
          {fix === "editTrust" && (
            <p>
              Whoever gets into the account otherwise, with another role or as its root user, lets the role trust your
              account or makes it anew. Then read again.
            </p>
          )}
        </>
      }
      requestId={failure.requestId}
      actions={
        fix === "bootstrap" ? (
          <Button changes onClick={() => onBootstrap(account)}>
            Make its first role…
          </Button>
        ) : (
          <Button onClick={() => onReveal(account)}>
            {fix === "checkPolicies" ? "Check policies" : "Show in the tree"}
          </Button>
        )
      }
    />
  );
}
