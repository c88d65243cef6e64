import type { BillView } from "../ipc/bindings";

/** A bill that nobody has read yet. */
export const NO_BILL: BillView = {
  bill: null,
  month: "2026-11",
  months: [],
  metrics: [],
  situation: { kind: "notRead", words: "The bill was not read yet.", hint: null },
  notes: [],
  refresh: [],
  meter: {
    month: "2026-11",
    requests: 0,
    amount: "0",
    byItself: 0,
    allowedByItself: 100,
    words: "0 requests to Cost Explorer in November 2026: $0.00.",
  },
  progress: null,
  failure: null,
};

const UNREAD = { items: [], readAt: null, failure: null, costWords: "" };

/** What the Rust side answers before anyone has read the bill. */
export const BILL_ANSWERS = {
  bill: () => NO_BILL,
  billInside: () => [],
  billTreemap: () => null,
  billNodes: () => null,
  billSurprises: () => ({ surprises: [], words: "", unit: "USD", readAt: null }),
  refreshBill: () => ({ started: true, words: null }),
  billProgress: () => null,
  cancelBill: () => null,
  budgets: () => UNREAD,
  anomalies: () => UNREAD,
  sharing: () => UNREAD,
  writeBillCsv: () => ({ path: "/home/ada/.local/share/canopy/exports/bill.csv" }),
  writePicture: () => ({ path: "/home/ada/.local/share/canopy/exports/bill.png" }),
};
