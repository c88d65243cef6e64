/** What was typed, as the parts that must all be found. */
export function termsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether all of `terms` stand in `text`, which is lower case. */
export function fits(text: string, terms: readonly string[]): boolean {
  return terms.every((term) => text.includes(term));
}

/** What something is found by, lower case. */
export interface Findable {
  name: string;
  /** Ids and addresses. */
  others: string;
  path: string;
}

/** How well something fits: less is better; null if it does not. Names come before ids, those before paths. */
export function rankOf(it: Findable, text: string, terms: readonly string[]): number | null {
  if (!terms.every((term) => it.name.includes(term) || it.others.includes(term) || it.path.includes(term))) {
    return null;
  }
  if (it.name === text) {
    return 0;
  }
  if (it.name.startsWith(text)) {
    return 1;
  }
  if (fits(it.name, terms)) {
    return 2;
  }
  return fits(it.others, terms) ? 3 : 4;
}

/** A piece of a text, and whether it was searched for. */
export interface Piece {
  text: string;
  found: boolean;
}

/** `text` cut where `terms` stand in it. */
export function pieces(text: string, terms: readonly string[]): readonly Piece[] {
  const lower = text.toLowerCase();
  const marked = new Uint8Array(text.length);
  for (const term of terms) {
    for (let at = lower.indexOf(term); at >= 0; at = lower.indexOf(term, at + 1)) {
      marked.fill(1, at, at + term.length);
    }
  }
  const cut: Piece[] = [];
  for (let from = 0; from < text.length;) {
    let to = from + 1;
    while (to < text.length && marked[to] === marked[from]) {
      to += 1;
    }
    cut.push({ text: text.slice(from, to), found: marked[from] === 1 });
    from = to;
  }
  return cut;
}
