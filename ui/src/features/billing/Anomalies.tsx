import { useQuery } from "@tanstack/react-query";

import { type Anomaly, type AnomalyCause, commands, type ConnectionId, type NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { money, moneyMore } from "../../kit/money";
import { dayWords } from "./words";

import { BesideCard } from "./BesideCard";

interface AnomaliesProps {
  connection: ConnectionId;
  unit: string;
  onReveal: (account: NodeId) => void;
}

/** How many are listed; the others stand in AWS's console. */
const LISTED = 8;

/** What AWS Cost Anomaly Detection found. */
export function Anomalies({ connection, unit, onReveal }: AnomaliesProps) {
  const query = q.anomalies(connection);
  return (
    <BesideCard
      title="Anomalies found by AWS"
      things="anomalies"
      unread="What AWS Cost Anomaly Detection found in the last 90 days is not known yet."
      none="AWS found none in the last 90 days. It looks only where a monitor was created."
      beside={useQuery(query).data}
      queryKey={query.queryKey}
      read={() => commands.anomalies(connection, true)}
    >
      {(anomalies) => (
        <ul className="bill-news">
          {anomalies.slice(0, LISTED).map((anomaly) => (
            <AnomalyLine key={anomaly.id} anomaly={anomaly} unit={unit} onReveal={onReveal} />
          ))}
          {anomalies.length > LISTED && <li className="muted">{anomalies.length - LISTED} more in AWS’s console</li>}
        </ul>
      )}
    </BesideCard>
  );
}

function AnomalyLine({ anomaly, unit, onReveal }: { anomaly: Anomaly; unit: string; onReveal: (id: NodeId) => void }) {
  const { from, to, monitor, impact, actual, expected, causes, feedback } = anomaly;
  const [cause] = causes;
  const account = cause?.account ?? null;
  const days = [from, to === from ? null : to].filter((day) => day !== null).map(dayWords);
  return (
    <li>
      <div className="bill-news-head">
        <span className="grow clip">{cause?.service ?? "Several services"}</span>
        <b className="num more">{moneyMore(impact, unit)}</b>
      </div>
      <p className="muted">
        {days.join(" to ") || "Now"}
        {account !== null && (
          <>
            {" · "}
            <button type="button" className="link" onClick={() => onReveal(account)}>
              {cause?.accountName ?? account}
            </button>
          </>
        )}
        {cause && whereOf(cause)}
      </p>
      <p className="muted num">
        {actual !== null && expected !== null && `${money(actual, unit)} instead of ${money(expected, unit)} · `}
        {monitor}
        {feedback !== null && ` · ${FEEDBACK[feedback] ?? feedback.toLowerCase()}`}
      </p>
    </li>
  );
}

const FEEDBACK: Record<string, string> = {
  YES: "confirmed",
  NO: "no anomaly, someone said",
  PLANNED_ACTIVITY: "was planned",
};

function whereOf({ region, usageType }: AnomalyCause): string {
  return [region, usageType]
    .filter((part) => part !== null)
    .map((part) => ` · ${part}`)
    .join("");
}
