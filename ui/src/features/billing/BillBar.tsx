import { Download, RefreshCw, X } from "lucide-react";
import { useQuery } from "@tanstack/react-query";

import type { BillProgress, BillScope, BillView, ConnectionId, Grouping, Month } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Button, IconButton } from "../../kit/Button";
import { ChoiceMenu } from "../../kit/ChoiceMenu";
import { money } from "../../kit/money";
import { Progress } from "../../kit/Progress";
import { Segments } from "../../kit/Segments";
import { count } from "../../kit/words";
import { AskingCost, PRICED_IN } from "./AskingCost";
import { GROUPINGS } from "./words";

interface BillBarProps {
  connection: ConnectionId;
  view: BillView;
  by: Grouping;
  onBy: (by: Grouping) => void;
  onMonth: (month: Month) => void;
  onRefresh: (scope: BillScope) => void;
  onCancel: () => void;
  onExport: () => void;
}

/** How often the progress of a reading is looked at, in ms. */
const LOOK_AGAIN_MS = 500;

/** What the bill is laid out by, what asking costs, and which month. */
export function BillBar({ connection, view, by, onBy, onMonth, onRefresh, onCancel, onExport }: BillBarProps) {
  return (
    <div className="bar">
      <h1 className="h1">Billing</h1>
      <Segments
        label="By"
        chosen={by}
        segments={GROUPINGS.map(({ id, name }) => ({ id, name: id === "ou" ? "By OU" : name }))}
        onChoose={onBy}
      />
      {view.progress ? (
        <Reading connection={connection} begun={view.progress} onCancel={onCancel} />
      ) : (
        <Asking view={view} onRefresh={onRefresh} />
      )}
      <IconButton
        icon={Download}
        label="Save these lines as CSV"
        refusal={view.bill ? null : "There are no lines yet"}
        onClick={onExport}
      />
      <ChoiceMenu
        label="Month"
        chosen={view.month}
        choices={view.months.toReversed().map(({ month, title, readAt, estimated }) => ({
          id: month,
          name: title,
          detail: readAt === null ? "not read yet" : estimated ? "estimated" : null,
        }))}
        onChoose={onMonth}
      />
    </div>
  );
}

/** The button that asks, beside what that costs. */
function Asking({ view, onRefresh }: { view: BillView; onRefresh: (scope: BillScope) => void }) {
  const isFresh = view.refresh.find(({ scope }) => scope === "year")?.isFresh ?? false;
  const refusal = view.situation.kind === "noEndpoint" ? "There is nobody to ask in this partition" : null;
  return (
    <>
      <AskingCost view={view} onRefresh={onRefresh} />
      <Button
        icon={RefreshCw}
        refusal={refusal ?? (isFresh ? "Everything is fresh" : null)}
        onClick={() => onRefresh("year")}
      >
        Refresh
      </Button>
    </>
  );
}

interface ReadingProps {
  connection: ConnectionId;
  /** How far it was when the bill was last looked at. */
  begun: BillProgress;
  onCancel: () => void;
}

/** How far the reading is, and the way to stop it. */
function Reading({ connection, begun, onCancel }: ReadingProps) {
  const progress = useQuery({
    ...q.billProgress(connection),
    placeholderData: begun,
    refetchInterval: LOOK_AGAIN_MS,
  }).data;
  const pages = progress?.pages ?? 0;
  const all = progress?.of ?? 0;
  return (
    <div className="bill-reading">
      <Progress label="Reading the bill" part={all === 0 ? null : pages / all} />
      <span className="muted clip num" role="status">
        {progress
          ? `${pages.toLocaleString("en")} of about ${count(all, "page")} · ${progress.reading} · ${money(progress.amount, PRICED_IN)}`
          : "Reading the bill…"}
      </span>
      <Button icon={X} variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
