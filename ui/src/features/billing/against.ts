import type { Bill, BillLine, CostDifference } from "../../ipc/bindings";

/** What lines are compared with. */
export type Against = "before" | "lastYear";

interface AgainstWhat {
  id: Against;
  /** So many months before. */
  back: number;
  of: (line: BillLine) => CostDifference | null;
  /** What is compared with what. */
  words: (bill: Bill) => string;
}

/** The month before, and the same month last year. */
export const AGAINST: Record<Against, AgainstWhat> = {
  before: {
    id: "before",
    back: 1,
    of: ({ change }) => change,
    words: ({ changeWords }) => changeWords,
  },
  lastYear: {
    id: "lastYear",
    back: 12,
    of: ({ lastYear }) => lastYear,
    words: ({ lastYearWords }) => lastYearWords,
  },
};
