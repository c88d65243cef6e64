import type { AccountId, NodeId, ReadinessView, RoleName, RoleReadiness } from "../../ipc/bindings";
import { ROLE_STATES, type RoleState } from "../../ipc/readiness";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { fits } from "../../kit/search";
import { isUsable } from "./roles";

/** One role in one account. */
export interface MatrixCell {
  role: RoleName;
  state: RoleState;
  found: RoleReadiness | null;
}

/** An account with its cells, one for each role. */
export interface AccountRow {
  kind: "account";
  id: AccountId;
  account: AccountNode;
  /** What a search looks in, lower case. */
  text: string;
  cells: MatrixCell[];
}

/** What heads the accounts of an OU. */
export interface HeadRow {
  kind: "head";
  id: NodeId;
  path: string;
  accounts: number;
}

export type MatrixRow = AccountRow | HeadRow;

/** Every account that roles can be asked for in, under what holds it, in the tree's order. */
export function accountRows(index: TreeIndex, view: ReadinessView, roles: readonly RoleName[]): AccountRow[] {
  const known = new Map(view.rows.map((row) => [`${row.account} ${row.role}`, row]));
  const byParent = new Map<NodeId, AccountRow[]>();
  for (const node of index.byId.values()) {
    if (node.kind !== "account") {
      byParent.set(node.id, []);
    }
  }
  for (const node of index.byId.values()) {
    if (node.kind !== "account" || !isUsable(node)) {
      continue;
    }
    const cells = roles.map((role) => {
      const found = known.get(`${node.id} ${role}`) ?? null;
      return { role, state: found?.readiness ?? ("unasked" as const), found };
    });
    byParent.get(node.parentId ?? "")?.push({
      kind: "account",
      id: node.id,
      account: node,
      text: `${node.name}\n${node.id}\n${index.path(node.id)}\n${node.email}`.toLowerCase(),
      cells,
    });
  }
  return [...byParent.values()].flat();
}

/** In how many accounts at least one of the roles is in each state. */
export function countStates(rows: readonly AccountRow[]): Record<RoleState, number> {
  const counts = { assumable: 0, probablyMissing: 0, denied: 0, unknown: 0, unasked: 0 };
  for (const { cells } of rows) {
    for (const state of new Set(cells.map((cell) => cell.state))) {
      counts[state] += 1;
    }
  }
  return counts;
}

/** The rows that fit, each OU's under its head. */
export function shownRows(
  index: TreeIndex,
  rows: readonly AccountRow[],
  state: RoleState | "all",
  terms: readonly string[],
): MatrixRow[] {
  const shown: MatrixRow[] = [];
  let head: HeadRow | undefined;
  for (const row of rows) {
    if ((state !== "all" && !row.cells.some((cell) => cell.state === state)) || !fits(row.text, terms)) {
      continue;
    }
    const parent = row.account.parentId ?? "";
    if (head?.id !== parent) {
      head = { kind: "head", id: parent, path: pathWords(index, parent), accounts: 0 };
      shown.push(head);
    }
    head.accounts += 1;
    shown.push(row);
  }
  return shown;
}

function pathWords(index: TreeIndex, id: NodeId): string {
  const path = index.path(id);
  return path === "/" ? (index.root?.name ?? "Root") : path.slice(1).replaceAll("/", " / ");
}

/** From what needs someone most to what needs nobody. */
const URGENCY: readonly RoleState[] = ["probablyMissing", "denied", "unknown", "unasked", "assumable"];

/** The cell of a row that its fix is about: with `state` chosen, one that is so. */
export function foremost(row: AccountRow, state: RoleState | "all"): MatrixCell | null {
  if (state !== "all") {
    return row.cells.find((cell) => cell.state === state) ?? null;
  }
  return row.cells.toSorted((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state))[0] ?? null;
}

/** How many answers are missing: never asked for, or without one that tells. */
export function openCells(rows: readonly AccountRow[]): number {
  return rows.flatMap(({ cells }) => cells).filter(({ state }) => state === "unasked" || state === "unknown").length;
}

/** States that something is in, or that someone looks at. */
export function offeredStates(counts: Record<RoleState, number>, chosen: RoleState | "all"): RoleState[] {
  return ROLE_STATES.filter((state) => counts[state] > 0 || state === chosen);
}
