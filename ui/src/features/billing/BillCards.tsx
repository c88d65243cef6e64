import { TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";

import type { Bill } from "../../ipc/bindings";
import { money, moneyAbout, moneyMore, percentMore } from "../../kit/money";
import { comparedWith, monthName } from "./words";

/** The month in a handful of figures. */
export function BillCards({ bill }: { bill: Bill }) {
  const { unit, forecast } = bill;
  const name = monthName(bill.month);
  return (
    <ul className="bill-cards" aria-label="The month at a glance">
      <Card
        title={bill.day === null ? bill.title : `So far in ${name}`}
        figure={money(bill.total, unit)}
        foot={
          bill.day === null
            ? bill.estimated
              ? "Estimated: AWS may still change it"
              : "Final"
            : `Day ${bill.day} of ${bill.daysInMonth} · estimated`
        }
      />
      {bill.day !== null && (
        <Card
          title="Forecast for the month"
          figure={forecast ? moneyAbout(forecast.total, unit) : "—"}
          foot={forecast ? `${moneyAbout(forecast.low, unit)} to ${moneyAbout(forecast.high, unit)}` : "AWS tells none"}
          hint={
            forecast
              ? `In ${forecast.level} of 100 cases the month comes to an amount between the two, as AWS reckons. ${money(forecast.rest, unit)} of it is still to come.`
              : undefined
          }
        />
      )}
      <Compared change={bill.change} title={`Against ${comparedWith(bill, 1)}`} words={bill.changeWords} unit={unit} />
      <Compared
        change={bill.lastYear}
        title={`Against ${comparedWith(bill, 12)}`}
        words={bill.lastYearWords}
        unit={unit}
      />
      <Card title="Credits and refunds" figure={money(bill.givenBack, unit)} foot="In the total already" />
      <Card title="Tax" figure={money(bill.tax, unit)} foot="Told by month, not by day" />
    </ul>
  );
}

interface ComparedProps {
  change: Bill["change"];
  title: string;
  words: string;
  unit: string;
}

function Compared({ change, title, words, unit }: ComparedProps) {
  if (change === null) {
    return <Card title={title} figure="—" foot="Not known" hint={words} />;
  }
  const { basisPoints, amount } = change;
  const more = !amount.startsWith("-") && amount !== "0";
  const Icon = more ? TrendingUp : TrendingDown;
  return (
    <Card
      title={title}
      figure={basisPoints === null ? moneyMore(amount, unit) : percentMore(basisPoints)}
      icon={amount === "0" ? null : <Icon aria-hidden size={16} className={more ? "state bad" : "state ok"} />}
      foot={basisPoints === null ? `Was ${money(change.before, unit)}` : moneyMore(amount, unit)}
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
