import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleHelp, TriangleAlert, TrendingUp, type LucideIcon } from "lucide-react";

import { type Budget, type BudgetState, commands, type ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Chip } from "../../kit/Chip";
import { money } from "../../kit/money";
import { BesideCard } from "./BesideCard";

const STATES: Record<BudgetState, { name: string; tone: "ok" | "warn" | "bad" | "plain"; icon: LucideIcon }> = {
  exceeded: { name: "Exceeded", tone: "bad", icon: TriangleAlert },
  forecastExceeds: { name: "Will exceed", tone: "warn", icon: TrendingUp },
  within: { name: "Within", tone: "ok", icon: CircleCheck },
  unknown: { name: "Not known", tone: "plain", icon: CircleHelp },
};

const TIMES: Record<string, string> = {
  DAILY: "a day",
  MONTHLY: "a month",
  QUARTERLY: "a quarter",
  ANNUALLY: "a year",
};

/** AWS Budgets, those first that need someone to look. */
export function Budgets({ connection }: { connection: ConnectionId }) {
  const query = q.budgets(connection);
  const order = Object.keys(STATES);
  return (
    <BesideCard
      title="Budgets"
      things="budgets"
      unread="Whether budgets are kept is not known yet."
      none="There are no budgets. Create them in AWS Budgets, and AWS writes to you before too much is spent."
      beside={useQuery(query).data}
      queryKey={query.queryKey}
      read={() => commands.budgets(connection, true)}
    >
      {(budgets) => (
        <ul className="budgets">
          {budgets
            .toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
            .map((budget) => (
              <BudgetLine key={budget.name} budget={budget} />
            ))}
        </ul>
      )}
    </BesideCard>
  );
}

function BudgetLine({ budget }: { budget: Budget }) {
  const { name, state, limit, actual, forecast, unit, timeUnit, used, words } = budget;
  const { name: stateName, tone, icon } = STATES[state];
  const percent = Math.min(1, used ?? 0) * 100;
  const amount = (figure: string | null) => (figure === null ? "—" : money(figure, unit));
  const spent = `${amount(actual)} of ${amount(limit)} ${TIMES[timeUnit] ?? timeUnit.toLowerCase()}`;
  return (
    <li title={words}>
      <div className="budget-head">
        <span className="grow clip">{name}</span>
        <Chip tone={tone} icon={icon}>
          {stateName}
        </Chip>
      </div>
      <div
        className={`budget-bar ${tone}`}
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={spent}
      >
        <i style={{ width: `${percent.toFixed(1)}%` }} />
      </div>
      <p className="muted num budget-foot">
        {spent}
        {forecast !== null && ` · forecast ${amount(forecast)}`}
      </p>
    </li>
  );
}
