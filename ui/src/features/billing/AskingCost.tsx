import { Button as AriaButton, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";

import type { BillScope, BillView } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { money } from "../../kit/money";
import { count } from "../../kit/words";

/** What AWS takes for its requests is told in US dollars everywhere. */
export const PRICED_IN = "USD";

interface AskingCostProps {
  view: BillView;
  onRefresh: (scope: BillScope) => void;
}

/** What a refresh costs and what was spent, with more of it behind a click. */
export function AskingCost({ view, onRefresh }: AskingCostProps) {
  const { meter } = view;
  const year = view.refresh.find(({ scope }) => scope === "year");
  const month = view.refresh.find(({ scope }) => scope === "month");
  const sandbox = view.notes.find(({ kind }) => kind === "sandbox")?.words;
  const costs = year && !year.isFresh ? `Refreshing costs about ${money(year.cost.amount, PRICED_IN)}` : "Fresh";
  return (
    <DialogTrigger>
      <AriaButton className="bill-meter muted">
        {costs} · {money(meter.amount, PRICED_IN)} this month
      </AriaButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Dialog className="asking-cost">
          {({ close }) => (
            <>
              <Heading slot="title" className="h2">
                What asking costs
              </Heading>
              <p>
                AWS takes $0.01 for each request to Cost Explorer, further pages too. Showing what was read is free.
              </p>
              <dl>
                <dt>13 months and this one</dt>
                <dd>{year?.words}</dd>
                <dt>Only the month shown and the one before</dt>
                <dd>{month?.words}</dd>
                <dt>Spent this month</dt>
                <dd>{meter.words}</dd>
                <dt>By itself</dt>
                <dd>
                  {meter.byItself.toLocaleString("en")} of {count(meter.allowedByItself, "request")} that the settings
                  allow in a month.
                </dd>
              </dl>
              {sandbox && <p>{sandbox}</p>}
              {month && !month.isFresh && year && month.cost.pages < year.cost.pages && (
                <Button
                  onClick={() => {
                    close();
                    onRefresh("month");
                  }}
                >
                  Refresh only this month · {money(month.cost.amount, PRICED_IN)}
                </Button>
              )}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
