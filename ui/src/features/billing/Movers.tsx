import { TrendingDown, TrendingUp } from "lucide-react";

import type { Bill, BillKey } from "../../ipc/bindings";
import { money, moneyMore, percentMore } from "../../kit/money";
import { comparedWith, groupingWords, keyId } from "./words";

interface MoversProps {
  bill: Bill;
  onLine: (path: readonly BillKey[]) => void;
}

/** What changed most against the month before, up or down. */
export function Movers({ bill, onLine }: MoversProps) {
  const { movers, unit, by } = bill;
  // Units are moved by their accounts: those are named.
  const of = by === "ou" ? "account" : groupingWords(by).title;
  return (
    <section className="card bill-beside" aria-label="Biggest movers">
      <header className="bill-beside-head">
        <h2 className="grow">Biggest movers</h2>
        <span className="faint bill-age clip" title={bill.changeWords}>
          against {comparedWith(bill)}
        </span>
      </header>
      {movers.length === 0 ? (
        <p className="muted">
          {bill.change === null
            ? bill.changeWords || "The month before is not known."
            : (bill.linesWords ?? `No ${of} changed.`)}
        </p>
      ) : (
        <ol className="movers">
          {movers.map((line) => {
            const { change } = line;
            if (change === null) {
              return null;
            }
            const more = !change.amount.startsWith("-");
            const Icon = more ? TrendingUp : TrendingDown;
            return (
              <li key={keyId(line.key)} title={line.detail ?? undefined}>
                <Icon aria-hidden size={14} className={more ? "state bad" : "state ok"} />
                <button type="button" className="link clip grow" onClick={() => onLine([line.key])}>
                  {line.name}
                </button>
                <span className="num faint" title={`Was ${money(change.before, unit)}`}>
                  {change.basisPoints === null ? "new" : percentMore(change.basisPoints)}
                </span>
                <b className={`num ${more ? "more" : "less"}`}>{moneyMore(change.amount, unit)}</b>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
