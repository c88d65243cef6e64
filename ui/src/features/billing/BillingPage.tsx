import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import type { Bill, BillScope, BillView, ConnectionId, Grouping, Metric, Month, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { BillBar } from "./BillBar";
import { BillBody } from "./BillBody";
import { BillSituation } from "./BillSituation";
import { cancelBill, refreshBill } from "./refreshing";
import { saveBill } from "./saving";
import "./billing.css";
import "./beside.css";
import "./lines.css";
import { GROUPINGS } from "./words";

export interface BillingPageProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  /** Shows an account or organizational unit in the tree. */
  onReveal: (node: NodeId) => void;
}

/** The consolidated bill: one month, laid out by whatever one asks for. */
export function BillingPage({ connection, index, onReveal }: BillingPageProps) {
  const [month, setMonth] = useState<Month | null>(null);
  const [metric, setMetric] = useState<Metric>("unblended");
  const [by, setBy] = useState<Grouping>("ou");
  const query = useQuery({
    ...q.bill(connection, month, metric, by),
    // What was on screen stays until the next figures are there.
    placeholderData: keepPreviousData,
  });
  const view = query.data;

  const refresh = (scope: BillScope, byItself = false) =>
    void refreshBill(connection, { month: view?.month ?? null, metric, scope, byItself });
  useFreshened(view, () => refresh("year", true));
  useOthersReady(connection, query.isPlaceholderData ? null : (view?.bill ?? null), month);

  if (query.isError) {
    return (
      <div className="page-message">
        <FailureNote
          failure={toFailure(query.error)}
          actions={<Button onClick={() => void query.refetch()}>Try again</Button>}
        />
      </div>
    );
  }
  if (!view) {
    return <div className="page-message" role="status" aria-label="Reading what is known of the bill" />;
  }
  const { bill } = view;
  return (
    <>
      <BillBar
        connection={connection}
        view={view}
        by={by}
        onBy={setBy}
        onMonth={setMonth}
        onRefresh={refresh}
        onCancel={() => cancelBill(connection)}
        onExport={() => bill && void saveBill(connection, { month: bill.month, metric, by })}
      />
      {bill ? (
        <BillBody
          connection={connection}
          view={view}
          bill={bill}
          index={index}
          onMetric={setMetric}
          onMonth={setMonth}
          onBy={setBy}
          onReveal={onReveal}
        />
      ) : (
        <BillSituation view={view} onRefresh={() => refresh("year")} />
      )}
    </>
  );
}

/** What is old is read once when the page opens, as far as the settings allow it; the first time, someone must ask. */
function useFreshened(view: BillView | undefined, refresh: () => void): void {
  const looked = useRef(false);
  const onView = useEffectEvent(() => {
    if (!view || looked.current) {
      return;
    }
    looked.current = true;
    const cost = view.refresh.find(({ scope }) => scope === "year");
    const known = view.months.some(({ readAt }) => readAt !== null);
    if (known && cost && !cost.isFresh && cost.allowedByItself && view.progress === null) {
      refresh();
    }
  });
  useEffect(() => onView(), [view]);
}

/** How long the page is left alone before the other groupings are made ready, in ms. */
const AT_REST_MS = 300;

/** Makes the other groupings ready, so that they are there when they are asked for. Nothing of it asks AWS. */
function useOthersReady(connection: ConnectionId, bill: Bill | null, month: Month | null): void {
  const client = useQueryClient();
  const metric = bill?.metric;
  const readAt = bill?.readAt;
  useEffect(() => {
    if (metric === undefined || readAt === undefined) {
      return;
    }
    let stopped = false;
    const timer = setTimeout(async () => {
      for (const { id } of GROUPINGS) {
        if (stopped) {
          return;
        }
        // One after the other, or they would stand in the way of what is asked for meanwhile.
        // oxlint-disable-next-line no-await-in-loop
        await client.prefetchQuery(q.bill(connection, month, metric, id));
      }
    }, AT_REST_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [client, connection, month, metric, readAt]);
}
