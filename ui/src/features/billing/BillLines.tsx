import { useQueries, useQueryClient } from "@tanstack/react-query";

import type { Bill, BillKey, ConnectionId, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { BillGrid } from "./BillGrid";
import { layOut } from "./rows";

export interface BillLinesProps {
  connection: ConnectionId;
  bill: Bill;
  open: ReadonlySet<string>;
  at: string | null;
  onToggle: (row: string, open: boolean) => void;
  onAt: (row: string) => void;
  /** Shows an account or organizational unit in the tree. */
  onReveal: (node: NodeId) => void;
}

/** The lines of the bill, each with what it consists of once it is open. */
export function BillLines({ connection, bill, open, ...grid }: BillLinesProps) {
  const client = useQueryClient();
  const inside = (key: BillKey) => q.billInside(connection, bill.month, bill.metric, key);
  // What inner lines consist of is asked for once the outer ones are known: each answer draws this again.
  const { rows, wanted } = layOut(bill.lines, open, (key) => client.getQueryData(inside(key).queryKey));
  const answers = useQueries({ queries: wanted.map(inside) });
  return <BillGrid bill={bill} rows={rows} reading={answers.some(({ isPending }) => isPending)} {...grid} />;
}
