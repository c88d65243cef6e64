import { count } from "../../kit/words";
import type { ClosingQuota } from "./lines";

interface ClosingPlannerProps {
  quota: ClosingQuota;
  /** Closings of this plan. */
  wanted: number;
  /** Closings that other jobs still have before them. */
  waiting: number;
}

/** How the closings of a plan stand to AWS's quota: what is used, what waits before them, what is left. */
export function ClosingPlanner({ quota, wanted, waiting }: ClosingPlannerProps) {
  const { allowed, atOnce, closed } = quota;
  const left = Math.max(0, allowed - closed - waiting);
  const parts = [
    { name: "closed", number: closed, title: `${count(closed, "account")} closed by Canopy in the last 30 days` },
    { name: "waiting", number: waiting, title: `${count(waiting, "closing")} of earlier jobs wait` },
    { name: "wanted", number: Math.min(wanted, left), title: `${count(wanted, "closing")} in this plan` },
  ];
  return (
    <section className="plan-part" aria-label="Closing quota">
      <h3 className="label">Closing quota</h3>
      <div className="quota" aria-hidden>
        {parts.map(({ name, number, title }) => (
          <i
            key={name}
            className={name}
            title={title}
            style={{ width: `${(number / allowed) * 100}%`, minWidth: number > 0 ? 4 : 0 }}
          />
        ))}
      </div>
      <dl className="quota-facts">
        <div>
          <dt>In 30 days</dt>
          <dd className="num">{allowed.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Closed</dt>
          <dd className="num">{closed.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Waiting before these</dt>
          <dd className="num">{waiting.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd className="num">{wanted.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>At once</dt>
          <dd className="num">{atOnce}</dd>
        </div>
      </dl>
    </section>
  );
}
