import type { Bill, BillView, ConnectionId, Grouping, Metric, Month, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { ChoiceMenu } from "../../kit/ChoiceMenu";
import { useNow } from "../../kit/useNow";
import { ago } from "../../kit/words";
import { Anomalies } from "./Anomalies";
import { BillCards } from "./BillCards";
import { BillLines } from "./BillLines";
import { BillNotes } from "./BillNotes";
import { BillPictures } from "./BillPictures";
import { Budgets } from "./Budgets";
import { Movers } from "./Movers";
import { SharingCard } from "./SharingCard";
import { Surprises } from "./Surprises";
import { useLines } from "./useLines";

interface BillBodyProps {
  connection: ConnectionId;
  view: BillView;
  bill: Bill;
  index: TreeIndex | null;
  onMetric: (metric: Metric) => void;
  onMonth: (month: Month) => void;
  onBy: (by: Grouping) => void;
  onReveal: (node: NodeId) => void;
}

/** The bill from its sum down to its lines, with what AWS and Canopy have to say beside it. */
export function BillBody({ connection, view, bill, index, onMetric, onMonth, onBy, onReveal }: BillBodyProps) {
  const lines = useLines(bill, index, onBy);
  const now = useNow();
  return (
    // A page that scrolls must be in reach of the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="page billing" tabIndex={0} role="region" aria-label={`Bill of ${bill.title}`}>
      <div className="bill">
        <BillNotes view={view} />
        <div className="bill-metric">
          <ChoiceMenu
            label="Metric"
            chosen={bill.metric}
            choices={view.metrics.map(({ metric, title, words }) => ({
              id: metric,
              name: title,
              detail: words,
            }))}
            onChoose={(id) => {
              const chosen = view.metrics.find(({ metric }) => metric === id);
              if (chosen) {
                onMetric(chosen.metric);
              }
            }}
          />
          <p className="muted">
            {bill.metricWords} {bill.estimated && `${bill.title} is estimated.`}{" "}
            <span className="faint">Read {ago(bill.readAt, now)}.</span>
          </p>
        </div>
        <BillCards bill={bill} reading={view.progress !== null} />
        <BillPictures connection={connection} view={view} bill={bill} onMonth={onMonth} onLine={lines.show} />
        <div className="bill-columns">
          <BillLines
            connection={connection}
            bill={bill}
            open={lines.open}
            at={lines.at}
            onToggle={lines.toggle}
            onAt={lines.goTo}
            onReveal={onReveal}
          />
          <div className="bill-side">
            <Movers bill={bill} onLine={lines.show} />
            <Surprises connection={connection} onReveal={onReveal} />
          </div>
        </div>
        <div className="bill-below">
          <Budgets connection={connection} />
          <Anomalies connection={connection} unit={bill.unit} onReveal={onReveal} />
          <SharingCard connection={connection} />
        </div>
      </div>
    </div>
  );
}
