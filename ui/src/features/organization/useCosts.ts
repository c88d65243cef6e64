import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { ConnectionId, NodeCost, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";

/** What the nodes of the tree cost. */
export interface Costs {
  /** The month in words, short: `Nov`. */
  month: string;
  /** The same in full, with what to know of it. */
  title: string;
  unit: string;
  /** The months of the lines in words. */
  span: string;
  of: ReadonlyMap<NodeId, NodeCost>;
}

const SHORT = new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** The costs beside the tree, from what was read of the bill; null where they are not wanted, or not known. */
export function useCosts(connection: ConnectionId): { costs: Costs | null; wanted: boolean } {
  const wanted = useQuery(q.settings()).data?.costsInTree ?? false;
  const known = useQuery({ ...q.billNodes(connection), enabled: wanted }).data ?? null;
  const costs = useMemo(() => {
    if (!wanted || known === null) {
      return null;
    }
    const month = Date.parse(`${known.month}-01`);
    const months = known.months.map((each) => LONG.format(Date.parse(`${each}-01`)));
    return {
      month: SHORT.format(month),
      title: `${LONG.format(month)}, unblended${known.estimated ? ", estimated" : ""}`,
      unit: known.unit,
      span: `${months[0]} to ${months.at(-1)}`,
      of: new Map(known.nodes.map((node) => [node.id, node])),
    };
  }, [wanted, known]);
  return { costs, wanted };
}
