import { TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";

import type { Bill } from "../../ipc/bindings";
import { money, moneyAbout, moneyMore, percentMore } from "../../kit/money";
import { monthBefore, monthName, monthTitle } from "./words";

/** The month in a handful of figures. */
export function BillCards({ bill, reading }: { bill: Bill; reading: boolean }) {
  const { unit, forecast } = bill;
  const name = monthName(bill.month);
  // What is not known yet may be on its way.
  const unknown = reading ? "Being read" : null;
  const compared = { unit, unknown, days: bill.day === null ? "" : ", same days" };
  return (
    <ul className="bill-cards" aria-label="The month at a glance">
      <Card
        title={bill.day === null ? bill.title : `So far in ${name}`}
        figure={money(bill.total, unit)}
        foot={
          bill.day === null
            ? bill.estimated
              ? "AWS may still change it"
              : "Final"
            : `Day ${bill.day} of ${bill.daysInMonth} · estimated`
        }
      />
      {bill.day !== null && (
        <Card
          title="Forecast for the month"
          figure={forecast ? moneyAbout(forecast.total, unit) : "—"}
          foot={
            forecast
              ? `${moneyAbout(forecast.low, unit)} to ${moneyAbout(forecast.high, unit)}`
              : (unknown ?? "AWS tells none")
          }
          hint={
            forecast
              ? `In ${forecast.level} of 100 cases the month comes to an amount between the two, as AWS reckons. ${money(forecast.rest, unit)} of it is still to come.`
              : undefined
          }
        />
      )}
      <Compared
        {...compared}
        change={bill.change}
        title={`Against ${monthName(monthBefore(bill.month, 1))}`}
        words={bill.changeWords}
      />
      <Compared
        {...compared}
        change={bill.lastYear}
        title={`Against ${monthTitle(monthBefore(bill.month, 12))}`}
        words={bill.lastYearWords}
      />
      <Card title="Credits and refunds" figure={money(bill.givenBack, unit)} foot="In the total already" />
      <Card title="Tax" figure={money(bill.tax, unit)} foot="Not told by day" />
    </ul>
  );
}

interface ComparedProps {
  change: Bill["change"];
  title: string;
  words: string;
  unit: string;
  /** Of which days, behind the difference. */
  days: string;
  /** Said where there is nothing to compare with. */
  unknown: string | null;
}

function Compared({ change, title, words, unit, days, unknown }: ComparedProps) {
  if (change === null) {
    return <Card title={title} figure="—" foot={unknown ?? "Not known"} hint={words} />;
  }
  const { basisPoints, amount } = change;
  const more = !amount.startsWith("-") && amount !== "0";
  const Icon = more ? TrendingUp : TrendingDown;
  return (
    <Card
      title={title}
      figure={basisPoints === null ? moneyMore(amount, unit) : percentMore(basisPoints)}
      icon={amount === "0" ? null : <Icon aria-hidden size={16} className={more ? "state bad" : "state ok"} />}
      foot={`${basisPoints === null ? `Was ${money(change.before, unit)}` : moneyMore(amount, unit)}${days}`}
      hint={words}
    />
  );
}

interface CardProps {
  title: string;
  figure: string;
  icon?: ReactNode;
  foot: string;
  hint?: string | undefined;
}

function Card({ title, figure, icon, foot, hint }: CardProps) {
  return (
    <li className="bill-card" title={hint}>
      <span className="label clip">{title}</span>
      <b className="num">
        {figure} {icon}
      </b>
      <span className="muted clip num">{foot}</span>
    </li>
  );
}
