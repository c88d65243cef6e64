import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import type { Bars, Bill, BillKey, BillView, ConnectionId, Month, Tile } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { Tile as DrawnTile } from "../../kit/charts/tiles";
import { StackedBars } from "../../kit/charts/StackedBars";
import { TreeMap } from "../../kit/charts/TreeMap";
import { money } from "../../kit/money";
import { Segments } from "../../kit/Segments";
import { savePicture } from "./saving";
import { barName, barShort, groupingWords, keyId, monthName } from "./words";

/** How high the pictures are, in px. */
const HEIGHT = 200;
/** Beside its crumbs, the treemap is as high as the bars with what explains their colours. */
const TREEMAP_HEIGHT = 216;
const SPANS = [
  { id: "months", name: "Months" },
  { id: "days", name: "Days" },
] as const;

interface BillPicturesProps {
  connection: ConnectionId;
  view: BillView;
  bill: Bill;
  onMonth: (month: Month) => void;
  /** Shows the line that this is about. */
  onLine: (path: readonly BillKey[]) => void;
}

/** The months or days as bars, and the month as a treemap. */
export function BillPictures({ connection, view, bill, onMonth, onLine }: BillPicturesProps) {
  const [span, setSpan] = useState<"months" | "days">("months");
  const treemap = useQuery(q.billTreemap(connection, bill.month, bill.metric)).data;
  const by = groupingWords(bill.by).title;
  const bars = span === "months" ? bill.months : bill.days;
  const drawn = useMemo(() => barsOf(bars), [bars]);
  const keys = useMemo(() => new Map(bars.layers.map(({ key }) => [keyId(key), key])), [bars]);
  const tiles = useMemo(() => treemap?.tiles.map((tile) => drawnOf(tile, [])) ?? [], [treemap]);
  const outlook = useMemo(
    () => (span === "months" && bill.forecast ? { bar: bill.month, ...bill.forecast } : null),
    [span, bill],
  );
  const spans = <Segments label="Span" chosen={span} segments={SPANS} onChoose={setSpan} />;

  return (
    <div className="bill-pictures">
      <StackedBars
        title={span === "months" ? `${bars.bars.length} months by ${by}` : `Days of ${bill.title} by ${by}`}
        barName={span === "months" ? "Month" : "Day"}
        hint={bars.words}
        actions={spans}
        height={HEIGHT}
        {...drawn}
        unit={bill.unit}
        outlook={outlook}
        chosen={span === "months" ? bill.month : null}
        onChoose={(bar, layer) => {
          const key = layer === null ? undefined : keys.get(layer);
          if (span === "months" && view.months.some(({ month, readAt }) => month === bar && readAt !== null)) {
            onMonth(bar);
          }
          if (key && key.of !== "others") {
            onLine([key]);
          }
        }}
        onSave={(file) => void savePicture(file)}
      />
      <TreeMap
        title={`${monthName(bill.month)} by account`}
        hint={leftOut(treemap?.leftOut, bill.unit)}
        tiles={tiles}
        whole="Organization"
        unit={bill.unit}
        height={TREEMAP_HEIGHT}
        isGroup={isGroup}
        onChoose={({ path }) => onLine(path)}
        onSave={(file) => void savePicture(file)}
      />
    </div>
  );
}

/** A tile that knows what it is about, and what that is in. */
interface BillTile extends DrawnTile<BillTile> {
  path: readonly BillKey[];
}

function drawnOf({ key, name, amount, colour, tiles }: Tile, above: readonly BillKey[]): BillTile {
  const path = [...above, key];
  return {
    id: keyId(key),
    name,
    amount,
    colour,
    path,
    tiles: tiles.map((tile) => drawnOf(tile, path)),
  };
}

/** Units are drawn as what is in them; an account is one tile. */
function isGroup({ path }: BillTile): boolean {
  const of = path.at(-1)?.of;
  return of === "ou" || of === "departed" || of === "organization";
}

/** Why the tiles do not make the total. */
function leftOut(amount: string | undefined, unit: string): string | null {
  return amount === undefined || amount === "0" ? null : `Not drawn: ${money(amount, unit)} of credits and the like`;
}

function barsOf({ bars, layers }: Bars) {
  return {
    bars: bars.map(({ at, total, estimated }) => ({
      id: at,
      short: barShort(at),
      name: barName(at),
      total,
      estimated,
    })),
    layers: layers.map(({ key, name, colour, amounts }) => ({
      id: keyId(key),
      name,
      colour,
      amounts,
    })),
  };
}
