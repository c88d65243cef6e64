import type { Node, Recent } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { fits, termsOf } from "../../kit/search";

/** Most entries in the list. */
const LISTED = 40;

/** How well a node fits: less is better; null if it does not. Names come before ids, those before paths. */
function rank(node: Node, path: string, text: string, terms: readonly string[]): number | null {
  const name = node.name.toLowerCase();
  const email = node.kind === "account" ? node.email.toLowerCase() : "";
  if (!fits(`${name}\n${node.id}\n${email}\n${path.toLowerCase()}`, terms)) {
    return null;
  }
  if (name === text) {
    return 0;
  }
  if (name.startsWith(text)) {
    return 1;
  }
  if (fits(name, terms)) {
    return 2;
  }
  return fits(`${node.id}\n${email}`, terms) ? 3 : 4;
}

/** Accounts and OUs for what was typed, best first, recent accounts before equals. With nothing typed: the recent ones. */
export function nodesFor(index: TreeIndex, recents: readonly Recent[], typed: string): Node[] {
  const terms = termsOf(typed);
  const places = new Map(recents.map((recent, place) => [recent.account, place]));
  if (terms.length === 0) {
    return [...places.keys()].flatMap((id) => index.byId.get(id) ?? []);
  }
  const text = typed.trim().toLowerCase();
  const found: { node: Node; rank: number; recent: number }[] = [];
  for (const node of index.byId.values()) {
    const how = node.kind === "root" ? null : rank(node, index.path(node.id), text, terms);
    if (how !== null) {
      found.push({ node, rank: how, recent: places.get(node.id) ?? recents.length });
    }
  }
  return found
    .toSorted((a, b) => a.rank - b.rank || a.recent - b.recent || a.node.name.localeCompare(b.node.name))
    .slice(0, LISTED)
    .map(({ node }) => node);
}
