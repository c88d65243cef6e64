import type { BillInside, BillKey, BillLine } from "../../ipc/bindings";
import { keyId } from "./words";

/** A line as it stands in the table. */
export interface BillRow {
  /** The ways down to it: one account stands below several services. */
  id: string;
  line: BillLine;
  depth: number;
  /** Whether it can be opened. */
  branch: boolean;
  open: boolean;
}

export interface Laid {
  rows: readonly BillRow[];
  /** What is not in the bill and must be asked for, since lines are open. */
  wanted: readonly BillKey[];
}

/** What is asked for when a line is opened, beside the lines that stand below it in the bill; null for nothing. */
export function insideOf({ key }: BillLine, hasLines: boolean): BillKey | null {
  switch (key.of) {
    case "ou":
      // Its units stand in the bill.
      return { of: "direct", parent: key.id };
    case "charge":
      return hasLines || key.class === "rounding" ? null : key;
    case "direct":
    case "departed":
    case "account":
    case "service":
    case "recordType":
    case "seller":
      return key;
    case "organization":
    case "others":
      return null;
  }
}

/** The rows of the table: the lines of the bill as far as they are open, and what was asked for below them. */
export function layOut(
  lines: readonly BillLine[],
  open: ReadonlySet<string>,
  known: (key: BillKey) => readonly BillInside[] | undefined,
): Laid {
  const rows: BillRow[] = [];
  const wanted: BillKey[] = [];

  /** Lays out what is asked for below a row that is open. */
  function below(row: string, key: BillKey | null, depth: number): void {
    if (key === null) {
      return;
    }
    wanted.push(key);
    // An account is taken apart by service first, and that is what stands here.
    for (const line of known(key)?.[0]?.lines ?? []) {
      const id = `${row} / ${keyId(line.key)}`;
      // The accounts of a service would open to all their services.
      const inside = key.of === "direct" || key.of === "departed" ? insideOf(line, false) : null;
      const isOpen = inside !== null && open.has(id);
      rows.push({ id, line, depth: depth + line.depth, branch: inside !== null, open: isOpen });
      if (isOpen) {
        below(id, inside, depth + line.depth + 1);
      }
    }
  }

  /** Lays out the lines from `from` that stand at `depth` or deeper; returns where the next one stands. */
  function level(from: number, depth: number, shown: boolean): number {
    let at = from;
    while (at < lines.length) {
      const line = lines[at];
      if (!line || line.depth < depth) {
        break;
      }
      const id = keyId(line.key);
      const hasLines = (lines[at + 1]?.depth ?? 0) > line.depth;
      const inside = insideOf(line, hasLines);
      const isOpen = open.has(id);
      if (shown) {
        rows.push({
          id,
          line,
          depth: line.depth,
          branch: hasLines || inside !== null,
          open: isOpen,
        });
      }
      at = hasLines ? level(at + 1, line.depth + 1, shown && isOpen) : at + 1;
      if (shown && isOpen) {
        below(id, inside, line.depth + 1);
      }
    }
    return at;
  }

  level(0, 0, true);
  return { rows, wanted };
}

/** Up to this many lines on the first level, those with lines below them stand open at first. */
const OPEN_AT_FIRST = 16;

/** What stands open before anyone opened or closed a line. */
export function openAtFirst(lines: readonly BillLine[]): ReadonlySet<string> {
  const first = lines.filter(({ depth }) => depth === 0);
  if (first.length > OPEN_AT_FIRST) {
    return new Set();
  }
  return new Set(
    lines.flatMap((line, at) =>
      line.depth === 0 && (lines[at + 1]?.depth ?? 0) > 0 && line.key.of === "ou" ? [keyId(line.key)] : [],
    ),
  );
}
