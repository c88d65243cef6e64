/** What was typed, as the parts that must all be found. */
export function termsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether all of `terms` stand in `text`, which is lower case. */
export function fits(text: string, terms: readonly string[]): boolean {
  return terms.every((term) => text.includes(term));
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
