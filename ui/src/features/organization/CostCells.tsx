import { Sparkline } from "../../kit/charts/Sparkline";
import { moneyAbout, percentOf } from "../../kit/money";
import type { Costs } from "./useCosts";

interface CostCellsProps {
  costs: Costs;
  node: string;
  name: string;
}

/** How pale the bar of the least share is. */
const PALEST = 0.35;

/** The cells of a row that tell what it costs, from the third column on. */
export function CostCells({ costs, node, name }: CostCellsProps) {
  const cost = costs.of.get(node);
  const share = Math.max(0, cost?.share ?? 0);
  return (
    <>
      <div role="gridcell" aria-colindex={3} className="cell num">
        {cost ? moneyAbout(cost.amount, costs.unit) : <span className="faint">—</span>}
      </div>
      <div role="gridcell" aria-colindex={4} className="cell">
        {cost && <Sparkline line={cost.line} width={60} title={`${name}, ${costs.span}`} />}
      </div>
      <div role="gridcell" aria-colindex={5} className="cell">
        {cost && (
          <span className="heat" title={`${percentOf(share)} of the organization’s costs`}>
            <span className="unseen">{percentOf(share)}</span>
            <i
              style={{
                width: `${(share * 100).toFixed(1)}%`,
                // Half of the bill is as deep as it gets.
                opacity: PALEST + (1 - PALEST) * Math.min(1, Math.sqrt(share * 2)),
              }}
            />
          </span>
        )}
      </div>
    </>
  );
}

/** The names of those columns. */
export function CostHeads({ costs }: { costs: Costs }) {
  return (
    <>
      <div role="columnheader" aria-colindex={3} className="cell num" title={costs.title}>
        {costs.month}
      </div>
      <div role="columnheader" aria-colindex={4} className="cell" title={costs.span}>
        Trend
      </div>
      <div role="columnheader" aria-colindex={5} className="cell">
        Share
      </div>
    </>
  );
}
