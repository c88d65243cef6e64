import { ChevronRight, CircleUser, Folder, FolderOpen, Network } from "lucide-react";
import { memo } from "react";

import type { CostDifference, NodeId } from "../../ipc/bindings";
import { colourOf } from "../../kit/charts/colours";
import { ShareBar } from "../../kit/charts/ShareBar";
import { money, moneyMore, percentMore, percentOf } from "../../kit/money";
import type { BillRow } from "./rows";
import { nodeOf } from "./words";

/** How far a level is indented, in px. */
const INDENT = 18;

interface BillLineRowProps {
  id: string;
  /** Its own fields: a row is made anew whenever another one opens. */
  row: string;
  line: BillRow["line"];
  /** Against the month that it is compared with. */
  change: CostDifference | null;
  depth: number;
  branch: boolean;
  open: boolean;
  unit: string;
  top: number;
  index: number;
  /** Whether the keyboard is here. */
  here: boolean;
  onToggle: (row: string, open: boolean) => void;
  onAt: (row: string) => void;
  onReveal: (node: NodeId) => void;
}

/** One line of the bill. */
export const BillLineRow = memo(function BillLineRow(props: BillLineRowProps) {
  const { id, row, line, change, depth, branch, open, unit, top, index, here, onToggle, onAt, onReveal } = props;
  const share = line.share ?? 0;
  const node = nodeOf(line);
  const Icon = line.key.of === "account" ? CircleUser : open ? FolderOpen : Folder;
  return (
    // The keyboard is the grid's; a row only takes the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index}
      aria-level={depth + 1}
      aria-expanded={branch ? open : undefined}
      className={here ? "bill-row here" : "bill-row"}
      style={{ top }}
      title={[line.name, line.detail].filter(Boolean).join("\n")}
      onClick={(event) => {
        onAt(row);
        if (event.target instanceof Element && event.target.closest("[data-twisty]")) {
          onToggle(row, !open);
        }
      }}
      onDoubleClick={() => branch && onToggle(row, !open)}
    >
      <div role="gridcell" aria-colindex={1} className="bill-name" style={{ paddingLeft: depth * INDENT }}>
        {branch ? (
          <span data-twisty className={open ? "twisty open" : "twisty"}>
            <ChevronRight aria-hidden size={14} />
          </span>
        ) : (
          <span className="twisty" />
        )}
        <i
          className="series-key"
          style={{
            background: depth === 0 || line.colour !== null ? colourOf(line.colour) : "none",
          }}
        />
        {(line.key.of === "ou" || line.key.of === "account") && <Icon aria-hidden size={14} className="faint" />}
        <span className={line.key.of === "ou" ? "clip strong" : "clip"}>{line.name}</span>
        {line.accounts !== null && (
          <span className="count" title={line.accounts === 1 ? "1 account" : `${line.accounts} accounts`}>
            {line.accounts.toLocaleString("en")}
            <span className="unseen">{line.accounts === 1 ? " account" : " accounts"}</span>
          </span>
        )}
        {node && (
          <button
            type="button"
            className="bill-reveal"
            // Enter on the row does the same.
            tabIndex={-1}
            aria-label={`Show ${line.name} in the tree`}
            title="Show in the tree · Enter"
            onClick={() => onReveal(node)}
          >
            <Network aria-hidden size={13} />
          </button>
        )}
      </div>
      <div role="gridcell" aria-colindex={2} className="num">
        {money(line.amount, unit)}
      </div>
      <div
        role="gridcell"
        aria-colindex={3}
        className={`num ${change ? toneOf(change.amount) : "faint"}`}
        title={change ? `Was ${money(change.before, unit)}` : undefined}
      >
        {change ? moneyMore(change.amount, unit) : "—"}
      </div>
      <div role="gridcell" aria-colindex={4} className={`num ${change ? toneOf(change.amount) : "faint"}`}>
        {change === null ? "—" : percentWords(change)}
      </div>
      <div role="gridcell" aria-colindex={5} className="bill-share">
        <ShareBar share={share} colour={line.colour} />
        <span className="num muted">{percentOf(share)}</span>
      </div>
    </div>
  );
});

/** What was nothing has no per cent: it is new, or still nothing. */
function percentWords({ basisPoints, amount }: CostDifference): string {
  return basisPoints === null ? (amount === "0" ? "—" : "new") : percentMore(basisPoints);
}

/** More is bad news, less is good; the sign says it, too. */
function toneOf(amount: string): string {
  return amount === "0" ? "muted" : amount.startsWith("-") ? "less" : "more";
}
