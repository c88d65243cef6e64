import { Building2, ChevronRight, CircleUser, Crown, Folder, FolderOpen } from "lucide-react";

import type { AccountId, Node, NodeId, RoleReadiness } from "../../ipc/bindings";
import type { Counts } from "../../ipc/tree";
import { Chip } from "../../kit/Chip";
import { Marked } from "../../kit/Marked";
import type { RowProps } from "../../kit/tree/Tree";
import { CostCells, CostHeads } from "./CostCells";
import { ReadinessMark } from "./ReadinessMark";
import { StateChip } from "./states";
import type { Costs } from "./useCosts";

/** What all rows are drawn from. */
export interface RowExtra {
  terms: readonly string[];
  counts: ReadonlyMap<NodeId, Counts>;
  managementAccountId: AccountId;
  /** Days for which accounts that Canopy closed are still shown. */
  daysLeft: ReadonlyMap<AccountId, number>;
  /** Accounts that the default role is known not to let into. */
  notReady: ReadonlyMap<AccountId, RoleReadiness>;
  /** What they cost, in the place of their addresses. */
  costs: Costs | null;
}

/** How far a level is indented, in px. */
const INDENT = 18;

/** The cells of one row. */
export function OrganizationRow({ item, depth, open, branch, extra }: RowProps<Node, RowExtra>) {
  const accounts = extra.counts.get(item.id)?.accounts;
  const Icon = item.kind === "root" ? Building2 : item.kind === "account" ? CircleUser : open ? FolderOpen : Folder;
  return (
    <>
      <div
        role="gridcell"
        aria-colindex={1}
        className={`cell name ${item.kind}`}
        style={{ paddingLeft: depth * INDENT }}
      >
        {branch ? (
          <span data-twisty className={open ? "twisty open" : "twisty"}>
            <ChevronRight aria-hidden size={14} />
          </span>
        ) : (
          <span className="twisty" />
        )}
        <Icon aria-hidden size={14} className="kind" />
        <span className="text">
          <Marked text={item.name} terms={extra.terms} />
        </span>
        {accounts !== undefined && (
          <span className="count" title={accounts === 1 ? "1 account below" : `${accounts} accounts below`}>
            {accounts.toLocaleString("en")}
            <span className="unseen">{accounts === 1 ? " account" : " accounts"}</span>
          </span>
        )}
        {item.id === extra.managementAccountId && <Chip icon={Crown}>Management</Chip>}
        {item.kind === "account" && item.state !== "ACTIVE" && (
          <StateChip state={item.state} daysLeft={extra.daysLeft.get(item.id) ?? null} />
        )}
        {item.kind === "account" && <ReadinessMark found={extra.notReady.get(item.id)} />}
      </div>
      {!extra.costs && (
        <div role="gridcell" aria-colindex={2} className="cell email">
          {item.kind === "account" && <Marked text={item.email} terms={extra.terms} />}
        </div>
      )}
      <div role="gridcell" aria-colindex={extra.costs ? 2 : 3} className="cell id mono">
        <Marked text={item.id} terms={extra.terms} />
      </div>
      {extra.costs && <CostCells costs={extra.costs} node={item.id} name={item.name} />}
    </>
  );
}

/** The names of the columns. */
export function OrganizationHead({ costs }: { costs: Costs | null }) {
  return (
    <>
      <div role="columnheader" aria-colindex={1} className="cell name">
        Name
      </div>
      {!costs && (
        <div role="columnheader" aria-colindex={2} className="cell email">
          Email
        </div>
      )}
      <div role="columnheader" aria-colindex={costs ? 2 : 3} className="cell id">
        Id
      </div>
      {costs && <CostHeads costs={costs} />}
    </>
  );
}
