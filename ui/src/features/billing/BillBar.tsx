import { Download, RefreshCw, X } from "lucide-react";
import { useQuery } from "@tanstack/react-query";

import type { BillView, ConnectionId, Grouping, Month } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Button, IconButton, Tipped } from "../../kit/Button";
import { ChoiceMenu } from "../../kit/ChoiceMenu";
import { money } from "../../kit/money";
import { Progress } from "../../kit/Progress";
import { Segments } from "../../kit/Segments";
import { count } from "../../kit/words";
import { GROUPINGS } from "./words";

interface BillBarProps {
  connection: ConnectionId;
  view: BillView;
  by: Grouping;
  onBy: (by: Grouping) => void;
  onMonth: (month: Month) => void;
  onRefresh: () => void;
  onCancel: () => void;
  onExport: () => void;
}

/** What AWS takes for its requests is told in US dollars everywhere. */
const PRICED_IN = "USD";
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
        <Reading connection={connection} onCancel={onCancel} />
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

/** What a refresh costs and what was spent, beside the button that spends it. */
function Asking({ view, onRefresh }: { view: BillView; onRefresh: () => void }) {
  const { meter, situation } = view;
  const refresh = view.refresh.find(({ scope }) => scope === "year");
  const spent = `${money(meter.amount, PRICED_IN)} this month`;
  const costs =
    refresh && !refresh.isFresh ? `Refreshing costs about ${money(refresh.cost.amount, PRICED_IN)}` : "Fresh";
  const sandbox = view.notes.find(({ kind }) => kind === "sandbox")?.words;
  return (
    <>
      <Tipped tip={[refresh?.words, meter.words, sandbox].filter(Boolean).join(" ")}>
        {/* Its words are cut where there is no room: the tooltip has them whole. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <span className="bill-meter muted" tabIndex={0}>
          {costs} · {spent}
        </span>
      </Tipped>
      <Button
        icon={RefreshCw}
        refusal={situation.kind === "noEndpoint" ? situation.words : refresh?.isFresh ? "Everything is fresh" : null}
        onClick={onRefresh}
      >
        Refresh
      </Button>
    </>
  );
}

/** How far the reading is, and the way to stop it. */
function Reading({ connection, onCancel }: { connection: ConnectionId; onCancel: () => void }) {
  const progress = useQuery({ ...q.billProgress(connection), refetchInterval: LOOK_AGAIN_MS }).data;
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
