import type { AccountId, Node, Recent } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { rankOf, termsOf } from "../../kit/search";

/** Most entries in the list. */
const LISTED = 40;

/** Accounts that come before equals: favourites, then those that were opened last. */
export function usual(favourites: readonly AccountId[], recents: readonly Recent[]): AccountId[] {
  return [...new Set([...favourites, ...recents.map(({ account }) => account)])];
}

/** Accounts and OUs for what was typed, best first, `usual` accounts before equals. With nothing typed: the usual ones. */
export function nodesFor(index: TreeIndex, usual: readonly AccountId[], typed: string): Node[] {
  const terms = termsOf(typed);
  if (terms.length === 0) {
    return usual.flatMap((id) => index.byId.get(id) ?? []);
  }
  const places = new Map(usual.map((account, place) => [account, place]));
  const text = typed.trim().toLowerCase();
  const found: { node: Node; rank: number; place: number }[] = [];
  for (const node of index.byId.values()) {
    const how = node.kind === "root" ? null : rankOf(findableOf(node, index.path(node.id)), text, terms);
    if (how !== null) {
      found.push({ node, rank: how, place: places.get(node.id) ?? usual.length });
    }
  }
  return found
    .toSorted((a, b) => a.rank - b.rank || a.place - b.place || a.node.name.localeCompare(b.node.name))
    .slice(0, LISTED)
    .map(({ node }) => node);
}

function findableOf(node: Node, path: string) {
  const email = node.kind === "account" ? node.email.toLowerCase() : "";
  return { name: node.name.toLowerCase(), others: `${node.id}\n${email}`, path: path.toLowerCase() };
}
