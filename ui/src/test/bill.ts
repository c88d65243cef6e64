import type { Bars, Bill, BillInside, BillKey, BillLine, BillView, Grouping, Metric, Month } from "../ipc/bindings";
import { LEDGER, LOGS, MANAGEMENT, NETWORK, PLATFORM, PROD, STAGING, WORKLOADS } from "./fixture";

/** A line of the bill; against the month before it grew by a tenth. */
export function lineOf(key: BillKey, name: string, amount: string, part: Partial<BillLine> = {}): BillLine {
  const before = String(Number(amount) / 1.1);
  return {
    key,
    name,
    detail: null,
    depth: 0,
    amount,
    change: { before, amount: String(Number(amount) - Number(before)), basisPoints: 1000 },
    lastYear: null,
    share: Number(amount) / 1000,
    colour: null,
    accounts: null,
    ...part,
  };
}

export const OU_LINES: readonly BillLine[] = [
  lineOf({ of: "ou", id: WORKLOADS }, "Workloads", "600.25", { accounts: 3, detail: "/Workloads" }),
  lineOf({ of: "ou", id: PROD }, "prod", "500", { depth: 1, colour: 0, accounts: 2, detail: "/Workloads/prod" }),
  lineOf({ of: "ou", id: STAGING }, "staging", "100.25", {
    depth: 1,
    colour: 1,
    accounts: 1,
    detail: "/Workloads/staging",
    change: { before: "200.25", amount: "-100", basisPoints: -4994 },
  }),
  lineOf({ of: "ou", id: PLATFORM }, "Platform", "300", { colour: 2, accounts: 2, detail: "/Platform" }),
  lineOf({ of: "account", id: MANAGEMENT }, "acme", "99.75", { colour: 3, detail: "/acme" }),
  lineOf({ of: "departed" }, "No longer in the organization", "0", { change: null, accounts: 1 }),
];

export const ACCOUNT_LINES: readonly BillLine[] = [
  lineOf({ of: "account", id: LEDGER }, "ledger", "500", { colour: 0 }),
  lineOf({ of: "account", id: NETWORK }, "network", "200", { colour: 1 }),
  lineOf({ of: "account", id: LOGS }, "log-archive", "100", { colour: 2 }),
];

export const SERVICE_LINES: readonly BillLine[] = [
  lineOf(
    { of: "service", name: "Amazon Elastic Compute Cloud - Compute" },
    "Amazon Elastic Compute Cloud - Compute",
    "700",
  ),
  lineOf({ of: "service", name: "Tax" }, "Tax", "300"),
];

export const CHARGE_LINES: readonly BillLine[] = [
  lineOf({ of: "charge", class: "usage" }, "Usage", "900", { detail: "What was used." }),
  lineOf({ of: "recordType", name: "Usage" }, "Usage", "800", { depth: 1 }),
  lineOf({ of: "recordType", name: "DiscountedUsage" }, "DiscountedUsage", "100", { depth: 1 }),
  lineOf({ of: "charge", class: "tax" }, "Tax", "100"),
  lineOf({ of: "charge", class: "rounding" }, "Rounding by AWS", "0.0000000001", { change: null }),
];

const MONTHS = ["2026-09", "2026-10", "2026-11"];

export function barsOf(at: readonly string[] = MONTHS): Bars {
  return {
    bars: at.map((bar, nth) => ({ at: bar, total: String(900 + nth * 50), estimated: nth === at.length - 1 })),
    layers: [
      { key: { of: "ou", id: PROD }, name: "prod", colour: 0, amounts: at.map((_, nth) => String(800 + nth * 50)) },
      { key: { of: "ou", id: STAGING }, name: "staging", colour: 1, amounts: at.map(() => "100") },
    ],
    words: null,
  };
}

export function billOf(part: Partial<Bill> = {}): Bill {
  return {
    month: "2026-11",
    title: "November 2026",
    metric: "unblended",
    metricWords: "What the invoice follows.",
    by: "ou",
    unit: "USD",
    readAt: "2026-11-23T10:00:00Z",
    estimated: true,
    day: 23,
    daysInMonth: 30,
    total: "1000",
    forecast: { total: "1300", low: "1250.4", high: "1350", level: 80, rest: "300" },
    change: { before: "950", amount: "50", basisPoints: 526 },
    changeWords: "1 to 22 November with the same days of October, without tax.",
    lastYear: { before: "1100", amount: "-100", basisPoints: -909 },
    lastYearWords: "1 to 22 November with the same days of November 2025, without tax.",
    linesWords: null,
    givenBack: "-40.5",
    tax: "61",
    lines: [...OU_LINES],
    months: barsOf(),
    days: barsOf(["2026-11-01", "2026-11-02"]),
    movers: [
      lineOf({ of: "account", id: LEDGER }, "ledger", "500", { detail: "/Workloads/prod/ledger" }),
      lineOf({ of: "account", id: LOGS }, "log-archive", "100", {
        change: { before: "0", amount: "100", basisPoints: null },
      }),
    ],
    ...part,
  };
}

export function billViewOf(part: Partial<BillView> = {}): BillView {
  return {
    bill: billOf(),
    month: "2026-11",
    months: [
      { month: "2026-09", title: "September 2026", readAt: "2026-11-23T10:00:00Z", estimated: false, isFinal: true },
      { month: "2026-10", title: "October 2026", readAt: "2026-11-23T10:00:00Z", estimated: true, isFinal: false },
      { month: "2026-11", title: "November 2026", readAt: "2026-11-23T10:00:00Z", estimated: true, isFinal: false },
    ],
    metrics: [
      { metric: "unblended", title: "Unblended cost", words: "What the invoice follows." },
      { metric: "amortized", title: "Amortized cost", words: "A fair share." },
    ],
    situation: { kind: "ready", words: "", hint: null },
    notes: [],
    refresh: [
      {
        scope: "year",
        cost: { requests: 6, pages: 6, amount: "0.06" },
        isFresh: false,
        allowedByItself: false,
        words: "Refreshing costs about $0.06: 6 requests.",
      },
      {
        scope: "month",
        cost: { requests: 5, pages: 5, amount: "0.05" },
        isFresh: false,
        allowedByItself: false,
        words: "Refreshing costs about $0.05: 5 requests.",
      },
    ],
    meter: {
      month: "2026-11",
      requests: 31,
      amount: "0.31",
      byItself: 6,
      allowedByItself: 100,
      words: "31 requests to Cost Explorer in November 2026: $0.31.",
    },
    progress: null,
    failure: null,
    ...part,
  };
}

const LINES: Record<Grouping, readonly BillLine[]> = {
  ou: OU_LINES,
  account: ACCOUNT_LINES,
  service: SERVICE_LINES,
  charge: CHARGE_LINES,
  seller: [lineOf({ of: "seller", name: "AWS Inc." }, "AWS Inc.", "1000")],
};

/** What an account, unit or service consists of. */
function insideOf(key: BillKey): BillInside[] {
  if (key.of === "account") {
    return [{ title: "Services", lines: [lineOf({ of: "service", name: "Amazon S3" }, "Amazon S3", "12.5")] }];
  }
  if (key.of === "direct") {
    const lines = { [PROD]: [LEDGER, "ledger"], [PLATFORM]: [NETWORK, "network"] }[key.parent];
    return [
      {
        title: "Accounts",
        lines: lines ? [lineOf({ of: "account", id: lines[0] ?? "" }, lines[1] ?? "", "300")] : [],
      },
    ];
  }
  return [{ title: "Accounts", lines: [...ACCOUNT_LINES] }];
}

/** The commands of the bill, over the view that a test holds. */
export function billAnswers(view: () => BillView) {
  const unread = { items: [], readAt: null, failure: null };
  return {
    bill: (_: string, month: Month | null, metric: Metric, by: Grouping): BillView => {
      const { bill } = view();
      const asked = month ?? view().month;
      return {
        ...view(),
        month: asked,
        bill: bill && { ...bill, month: asked, metric, by, lines: by === bill.by ? bill.lines : [...LINES[by]] },
      };
    },
    billInside: (_: string, _month: Month, _metric: Metric, key: BillKey) => insideOf(key),
    billTreemap: () => ({
      tiles: [
        {
          key: { of: "ou" as const, id: PROD },
          name: "prod",
          amount: "500",
          colour: 0,
          tiles: [{ key: { of: "account" as const, id: LEDGER }, name: "ledger", amount: "500", colour: 0, tiles: [] }],
        },
      ],
      drawn: "500",
      leftOut: "-40.5",
    }),
    billNodes: () => null,
    billSurprises: () => ({ surprises: [], words: "How it is reckoned.", unit: "USD", readAt: null }),
    refreshBill: () => ({ started: true, words: null }),
    billProgress: () => view().progress,
    cancelBill: () => null,
    budgets: () => ({ ...unread, costWords: "AWS takes nothing for reading budgets." }),
    anomalies: () => ({ ...unread, costWords: "Reading anomalies costs about $0.02." }),
    sharing: () => ({ ...unread, costWords: "AWS takes nothing for reading the preferences." }),
    writeBillCsv: () => ({ path: "/home/ada/.local/share/canopy/exports/bill.csv" }),
    writePicture: () => ({ path: "/home/ada/.local/share/canopy/exports/picture.png" }),
  };
}
