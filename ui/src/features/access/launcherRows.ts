import type { AccountId, Recent } from "../../ipc/bindings";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { type Findable, rankOf, termsOf } from "../../kit/search";

/** An account with what it is found by. */
export interface Entry {
  account: AccountNode;
  /** The path of what holds it. */
  path: string;
  findable: Findable;
}

/** A line of the launcher: an account, or what a group of them is called. */
export type Row =
  | { kind: "head"; id: string; name: string; number: number }
  | ({ kind: "account"; id: string } & Entry);

export type AccountRow = Extract<Row, { kind: "account" }>;

// By tree, for every keystroke asks again.
const made = new WeakMap<TreeIndex, readonly Entry[]>();

/** All accounts in the order of the tree. */
export function entriesOf(index: TreeIndex): readonly Entry[] {
  const known = made.get(index);
  if (known) {
    return known;
  }
  const entries = [...index.byId.values()].flatMap((node) => {
    if (node.kind !== "account") {
      return [];
    }
    const path = node.parentId ? index.path(node.parentId) : "/";
    const findable = {
      name: node.name.toLowerCase(),
      others: `${node.id}\n${node.email.toLowerCase()}`,
      path: path.toLowerCase(),
    };
    return [{ account: node, path, findable }];
  });
  made.set(index, entries);
  return entries;
}

interface Ground {
  index: TreeIndex;
  favourites: ReadonlySet<AccountId>;
  recents: readonly Recent[];
  typed: string;
}

/** What the launcher lists: by groups while nothing is typed, then what fits, best first, favourites and recents before equals. */
export function rowsFor({ index, favourites, recents, typed }: Ground): Row[] {
  const entries = entriesOf(index);
  const terms = termsOf(typed);
  const usual = [...new Set([...favourites, ...recents.map(({ account }) => account)])];
  const places = new Map(usual.map((account, place) => [account, place]));
  if (terms.length > 0) {
    const text = typed.trim().toLowerCase();
    const found: { entry: Entry; rank: number; place: number }[] = [];
    for (const entry of entries) {
      const rank = rankOf(entry.findable, text, terms);
      if (rank !== null) {
        found.push({ entry, rank, place: places.get(entry.account.id) ?? usual.length });
      }
    }
    // Equals stay in the order of the tree: sorting is stable.
    return found.toSorted((a, b) => a.rank - b.rank || a.place - b.place).map(({ entry }) => rowOf(entry));
  }
  const first = entries
    .filter(({ account }) => places.has(account.id))
    .toSorted((a, b) => (places.get(a.account.id) ?? 0) - (places.get(b.account.id) ?? 0));
  const starred = first.filter(({ account }) => favourites.has(account.id));
  const recent = first.filter(({ account }) => !favourites.has(account.id));
  const others = first.length === 0 ? entries : entries.filter(({ account }) => !places.has(account.id));
  return [
    ...group("Favourites", starred),
    ...group("Recent", recent),
    ...group(first.length > 0 ? "Other accounts" : "Accounts", others),
  ];
}

function rowOf(entry: Entry): AccountRow {
  return { kind: "account", id: entry.account.id, ...entry };
}

function group(name: string, entries: readonly Entry[]): Row[] {
  return entries.length === 0
    ? []
    : [{ kind: "head", id: `head ${name}`, name, number: entries.length }, ...entries.map(rowOf)];
}

/** The place of the nearest account from `from` on in a direction, back from the end where there is none. */
export function nearest(rows: readonly Row[], from: number, step: 1 | -1): number {
  const start = Math.min(Math.max(from, 0), rows.length - 1);
  for (let at = start; at >= 0 && at < rows.length; at += step) {
    if (rows[at]?.kind === "account") {
      return at;
    }
  }
  for (let at = start; at >= 0 && at < rows.length; at -= step) {
    if (rows[at]?.kind === "account") {
      return at;
    }
  }
  return -1;
}
