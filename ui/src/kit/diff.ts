/** A line on one side, and whether the other side has it. */
export interface DiffLine {
  text: string;
  changed: boolean;
}

/** What stands beside each other; nothing where the other side has more lines. */
export interface DiffRow {
  before: DiffLine | null;
  after: DiffLine | null;
}

/** Both texts line by line, what they share beside each other. */
export function lineDiff(before: string, after: string): DiffRow[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const common = longestCommon(old, now);
  const rows: DiffRow[] = [];
  let left = 0;
  let right = 0;
  function changedUpTo(leftEnd: number, rightEnd: number): void {
    while (left < leftEnd || right < rightEnd) {
      const was = left < leftEnd ? old[left] : undefined;
      const is = right < rightEnd ? now[right] : undefined;
      rows.push({
        before: was === undefined ? null : { text: was, changed: true },
        after: is === undefined ? null : { text: is, changed: true },
      });
      left += was === undefined ? 0 : 1;
      right += is === undefined ? 0 : 1;
    }
  }
  for (const [atLeft, atRight] of common) {
    changedUpTo(atLeft, atRight);
    const text = old[atLeft] ?? "";
    rows.push({ before: { text, changed: false }, after: { text, changed: false } });
    left = atLeft + 1;
    right = atRight + 1;
  }
  changedUpTo(old.length, now.length);
  return rows;
}

/** The same below each other: of each change, what goes and then what comes. */
export function stacked(rows: readonly DiffRow[]): DiffRow[] {
  const lines: DiffRow[] = [];
  let comes: DiffRow[] = [];
  for (const { before, after } of rows) {
    if (before && !before.changed) {
      lines.push(...comes, { before, after: null });
      comes = [];
      continue;
    }
    if (before) {
      lines.push({ before, after: null });
    }
    if (after) {
      comes.push({ before: null, after });
    }
  }
  return [...lines, ...comes];
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

/** Places of the longest run of lines that both have, in order. Policies are short: a table of all pairs will do. */
function longestCommon(old: readonly string[], now: readonly string[]): [number, number][] {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < old.length && column < now.length;) {
    if (old[row] === now[column]) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      row += 1;
    } else {
      column += 1;
    }
  }
  return pairs;
}
