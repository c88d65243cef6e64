/** A key with its value. */
interface Pair {
  key: string;
  value: string;
}

/** A pair as it is being written; `nth` tells it from others while its key changes. */
export interface Draft extends Pair {
  nth: number;
}

export function draftsOf(pairs: readonly Pair[]): Draft[] {
  return pairs.map((pair, nth) => ({ ...pair, nth }));
}

/** What was written: lines that were left empty count for nothing. */
export function written(drafts: readonly Draft[]): Pair[] {
  return drafts.filter(({ key, value }) => key !== "" || value !== "").map(({ key, value }) => ({ key, value }));
}
