import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Anomaly, Budget } from "../../ipc/bindings";
import { LEDGER, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { Anomalies } from "./Anomalies";
import { Budgets } from "./Budgets";
import { SharingCard } from "./SharingCard";
import { Surprises } from "./Surprises";

const READ = { readAt: new Date().toISOString(), failure: null, costWords: "It costs nothing." };

function budget(name: string, part: Partial<Budget> = {}): Budget {
  return {
    name,
    kind: "COST",
    timeUnit: "MONTHLY",
    limit: "100",
    actual: "40",
    forecast: "90",
    unit: "USD",
    state: "within",
    used: 0.4,
    words: "Within what is planned.",
    ...part,
  };
}

const ANOMALY: Anomaly = {
  id: "a-1",
  from: "2026-11-18",
  to: "2026-11-20",
  monitor: "All services",
  impact: "312.5",
  actual: "400",
  expected: "87.5",
  causes: [
    {
      account: LEDGER,
      accountName: "ledger",
      service: "AWS Lambda",
      region: "eu-central-1",
      usageType: "Lambda-GB-Second",
      contribution: "312.5",
    },
  ],
  feedback: "PLANNED_ACTIVITY",
};

const texts = (list: HTMLElement) =>
  within(list)
    .getAllByRole("listitem")
    .map((item) => item.textContent);

test("budgets are read when someone asks, and those that are exceeded come first", async () => {
  const exceeded = budget("search", {
    state: "exceeded",
    actual: "120",
    used: 1.2,
    forecast: null,
  });
  const rust = fakeRust(
    {},
    {
      budgets: (_, afresh) =>
        afresh
          ? { ...READ, items: [budget("all"), exceeded] }
          : {
              items: [],
              readAt: null,
              failure: null,
              costWords: "AWS takes nothing for reading budgets.",
            },
    },
  );
  const { person } = showWithToasts(<Budgets connection={SANDBOX} />);
  expect(
    await screen.findByText("Whether budgets are kept is not known yet. AWS takes nothing for reading budgets."),
  ).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Read budgets" }));
  expect(rust.asked("budgets")).toEqual([
    [SANDBOX, false],
    [SANDBOX, true],
  ]);
  expect(texts(await screen.findByRole("list"))).toEqual([
    "searchExceeded$120.00 of $100.00 a month",
    "allWithin$40.00 of $100.00 a month · forecast $90.00",
  ]);
  expect(screen.getByRole("meter", { name: "search" })).toHaveAttribute("aria-valuenow", "100");
});

test("no budgets are an empty state with the next step, not an unread one", async () => {
  fakeRust({}, { budgets: () => ({ ...READ, items: [] }) });
  showWithToasts(<Budgets connection={SANDBOX} />);
  expect(await screen.findByText(/^There are no budgets\. Create them in AWS Budgets/)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Read the budgets again · It costs nothing." })).toBeInTheDocument();
});

test("why they could not be read stands above what was known", async () => {
  const failure = {
    code: "denied" as const,
    message: "not allowed to `budgets:ViewBudget`",
    hint: "Ask for it.",
  };
  fakeRust({}, { budgets: () => ({ ...READ, items: [budget("all")], failure }) });
  showWithToasts(<Budgets connection={SANDBOX} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed to budgets:ViewBudgetAsk for it.");
  expect(screen.getByText("all")).toBeInTheDocument();
});

test("an anomaly tells what, when, where, how much, and what people said of it", async () => {
  fakeRust({}, { anomalies: () => ({ ...READ, items: [ANOMALY] }) });
  const onReveal = vi.fn();
  const { person } = showWithToasts(<Anomalies connection={SANDBOX} unit="USD" onReveal={onReveal} />);
  expect(texts(await screen.findByRole("list"))).toEqual([
    "AWS Lambda+$312.50Nov 18, 2026 to Nov 20, 2026 · ledger · eu-central-1 · Lambda-GB-Second" +
      "$400.00 instead of $87.50 · All services · was planned",
  ]);
  await person.click(screen.getByRole("button", { name: "ledger" }));
  expect(onReveal.mock.calls).toEqual([[LEDGER]]);
});

test("unusual days tell what is usual, and how they are found", async () => {
  const surprises = Array.from({ length: 8 }, (_, nth) => ({
    account: LEDGER,
    name: "ledger",
    path: "/Workloads/prod/ledger",
    day: `2026-11-1${nth}`,
    amount: String(900 - nth),
    usual: "100",
    threshold: "130",
  }));
  fakeRust(
    {},
    {
      billSurprises: () => ({
        surprises,
        words: "By the median.",
        unit: "USD",
        readAt: READ.readAt,
      }),
    },
  );
  const { person } = showWithToasts(<Surprises connection={SANDBOX} onReveal={vi.fn()} />);
  const list = await screen.findByRole("list");
  expect(texts(list)[0]).toBe("ledger$900.00Nov 10, 2026 · usually $100.00");
  expect(texts(list).at(-1)).toBe("Show all 8");
  await person.click(screen.getByRole("button", { name: "Show all 8" }));
  expect(texts(list)).toHaveLength(8);
  await person.click(screen.getByRole("button", { name: "How is it found?" }));
  expect(screen.getByText("By the median.")).toBeInTheDocument();
});

test("without days, unusual ones are not denied", async () => {
  fakeRust();
  showWithToasts(<Surprises connection={SANDBOX} onReveal={vi.fn()} />);
  expect(await screen.findByText("The days are not read yet: the next refresh brings them.")).toBeInTheDocument();
});

test("sharing is told as set, with a sentence and the accounts that are set apart", async () => {
  const apart = [{ key: "RI_SHARING", account: LEDGER, accountName: "ledger", enabled: false }];
  fakeRust(
    {},
    {
      sharing: () => ({
        ...READ,
        items: [
          { shared: "commitments", everywhere: true, apart, words: "They help all accounts." },
          { shared: "credits", everywhere: null, apart: [], words: "AWS does not say." },
        ],
      }),
    },
  );
  showWithToasts(<SharingCard connection={SANDBOX} />);
  expect(texts(await screen.findByRole("list"))).toEqual([
    "Reservations and savings plansSharedThey help all accounts.Set apart: ledger does not share",
    "CreditsNot toldAWS does not say.",
  ]);
});
