import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Bill, BillKey, ConnectionId, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Segments } from "../../kit/Segments";
import { AGAINST, type Against } from "./against";
import { BillGrid } from "./BillGrid";
import { layOut } from "./rows";
import { monthBefore, monthTitle } from "./words";

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
  const [against, setAgainst] = useState<Against>("before");
  const { of, words } = AGAINST[against];
  const compared = bill.lines.some((line) => of(line) !== null);
  return (
    <div className="bill-breakdown">
      <div className="bill-against">
        <span className="faint">Compared with</span>
        <Segments
          label="Compared with"
          chosen={against}
          segments={Object.values(AGAINST).map(({ id, back }) => ({
            id,
            name: monthTitle(monthBefore(bill.month, back)),
          }))}
          onChoose={setAgainst}
        />
      </div>
      <BillGrid
        bill={bill}
        rows={rows}
        reading={answers.some(({ isPending }) => isPending)}
        against={against}
        {...grid}
      />
      <p className="faint">
        {compared ? `Compared: ${words(bill)} ${bill.linesWords ?? ""}` : (bill.linesWords ?? words(bill))}
      </p>
    </div>
  );
}
