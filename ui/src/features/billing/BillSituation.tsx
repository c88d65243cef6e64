import { Ban, CloudOff, Hourglass, KeyRound, type LucideIcon, Power, Receipt, RefreshCw } from "lucide-react";

import type { BillView, SituationKind } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { money } from "../../kit/money";
import { Ticked } from "../../kit/Ticked";
import { PRICED_IN } from "./AskingCost";
import { NoteList } from "./BillNotes";

const PAGES: Record<Exclude<SituationKind, "ready">, { title: string; icon: LucideIcon; ask: string | null }> = {
  notRead: { title: "One bill for all accounts", icon: Receipt, ask: "Read the bill" },
  off: { title: "Cost Explorer is off", icon: Power, ask: "Ask again" },
  preparing: { title: "AWS prepares the figures", icon: Hourglass, ask: "Ask again" },
  denied: { title: "You may not see the bill", icon: Ban, ask: "Ask again" },
  memberDenied: {
    title: "Member accounts may not see their costs",
    icon: KeyRound,
    ask: "Ask again",
  },
  noEndpoint: { title: "There is no Cost Explorer here", icon: CloudOff, ask: null },
};

interface BillSituationProps {
  view: BillView;
  onRefresh: () => void;
}

/** Where no bill can be shown: why, and the next step. */
export function BillSituation({ view, onRefresh }: BillSituationProps) {
  const { situation, failure, progress } = view;
  const kind = situation.kind === "ready" ? "notRead" : situation.kind;
  const { title, icon: Icon, ask } = PAGES[kind];
  const cost = view.refresh.find(({ scope }) => scope === "year");
  const name = view.months.find(({ month }) => month === view.month)?.title ?? view.month;
  return (
    <div className="page-message bill-situation">
      <Icon aria-hidden size={28} className="faint" />
      <h2>{title}</h2>
      <p className="muted">
        <Ticked text={situation.kind === "ready" ? `${name} was not read yet.` : situation.words} />
      </p>
      {kind === "notRead" && (
        <p className="muted">
          Canopy reads 13 months and the current one once, keeps them, and shows them by OU, account, service, charge
          type and seller. It changes nothing.
        </p>
      )}
      {situation.hint && (
        <p>
          <Ticked text={situation.hint} />
        </p>
      )}
      <NoteList notes={view.notes} />
      {failure && <FailureNote failure={failure} />}
      {ask !== null && (
        <Button variant="primary" icon={RefreshCw} busy={progress !== null} onClick={onRefresh}>
          {cost && !cost.isFresh ? `${ask} · about ${money(cost.cost.amount, PRICED_IN)}` : ask}
        </Button>
      )}
    </div>
  );
}
