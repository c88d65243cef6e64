import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";

import type { BillView } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { billOf, billViewOf } from "../../test/bill";
import { LEDGER, PLATFORM, PROD, SANDBOX, treeOf, WORKLOADS } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { BillingPage } from "./BillingPage";

function draw(bill: BillView = billViewOf(), answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust({ bill }, answers);
  const onReveal = vi.fn();
  const shown = showWithToasts(<BillingPage connection={SANDBOX} index={indexTree(treeOf())} onReveal={onReveal} />);
  return { rust, onReveal, ...shown };
}

const grid = () => screen.findByRole("treegrid");
/** The lines as a person reads them: indented, each with its cells. */
async function lines(): Promise<string[]> {
  return within(await grid())
    .getAllByRole("row")
    .slice(1)
    .map((row) => {
      const cells = within(row)
        .getAllByRole("gridcell")
        .map((cell) => cell.textContent);
      return `${"  ".repeat(Number(row.getAttribute("aria-level")) - 1)}${cells.join(" | ")}`;
    });
}
const cards = () =>
  within(screen.getByRole("list", { name: "The month at a glance" }))
    .getAllByRole("listitem")
    .map((card) => [...card.children].map((part) => part.textContent.trim()).join(" | "));
const button = (name: string | RegExp) => screen.getByRole("button", { name });

describe("a month under way", () => {
  test("stands in six figures, each with what it is compared with", async () => {
    draw();
    await grid();
    expect(cards()).toEqual([
      "So far in November | $1,000.00 | Day 23 of 30 · estimated",
      "Forecast for the month | $1,300 | $1,250 to $1,350",
      "Against October | +5.3 % | +$50.00, same days",
      "Against November 2025 | −9.1 % | −$100.00, same days",
      "Credits and refunds | −$40.50 | In the total already",
      "Tax | $61.00 | Not told by day",
    ]);
  });

  test("says what its metric is, and that it is estimated", async () => {
    draw();
    expect(await screen.findByText(/^What the invoice follows\. November 2026 is estimated\./)).toBeInTheDocument();
  });
});

test("a closed month has no forecast, and says whether AWS may still change it", async () => {
  const bill = billOf({
    month: "2026-10",
    title: "October 2026",
    day: null,
    forecast: null,
    estimated: false,
    lastYear: null,
  });
  draw(billViewOf({ bill, month: "2026-10" }));
  await grid();
  expect(cards()).toEqual([
    "October 2026 | $1,000.00 | Final",
    "Against September | +5.3 % | +$50.00",
    "Against October 2025 | — | Not known",
    "Credits and refunds | −$40.50 | In the total already",
    "Tax | $61.00 | Not told by day",
  ]);
});

describe("the lines", () => {
  test("are the organizational units with their amounts, changes and shares", async () => {
    draw();
    expect(await lines()).toEqual([
      "Workloads3 accounts | $600.25 | +$54.57 | +10.0 % | 60.0 %",
      "  prod2 accounts | $500.00 | +$45.45 | +10.0 % | 50.0 %",
      "  staging1 account | $100.25 | −$100.00 | −49.9 % | 10.0 %",
      "Platform2 accounts | $300.00 | +$27.27 | +10.0 % | 30.0 %",
      "acme | $99.75 | +$9.07 | +10.0 % | 10.0 %",
      "No longer in the organization1 account | $0.00 | — | — | 0.0 %",
    ]);
  });

  test("open with the keyboard down to the services of an account", async () => {
    const { person, rust } = draw();
    (await grid()).focus();
    await person.keyboard("{ArrowDown}{ArrowRight}");
    await waitFor(async () => expect(await lines()).toContain("    ledger | $300.00 | +$27.27 | +10.0 % | 30.0 %"));
    await person.keyboard("{ArrowDown}{ArrowRight}");
    await waitFor(async () => expect(await lines()).toContain("      Amazon S3 | $12.50 | +$1.14 | +10.0 % | 1.3 %"));
    expect(rust.asked("billInside").map(([, , , key]) => key)).toEqual([
      { of: "direct", parent: WORKLOADS },
      { of: "direct", parent: PROD },
      { of: "account", id: LEDGER },
    ]);
    await person.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    await waitFor(async () => expect(await lines()).toHaveLength(6));
  });

  test("lead to their account or unit in the tree", async () => {
    const { person, onReveal } = draw();
    (await grid()).focus();
    await person.keyboard("{Enter}");
    await person.click(button("Show Platform in the tree"));
    expect(onReveal.mock.calls).toEqual([[WORKLOADS], [PLATFORM]]);
  });

  test("are laid out by something else without asking AWS", async () => {
    const { person, rust } = draw();
    await grid();
    await person.click(screen.getByRole("radio", { name: "Service" }));
    await waitFor(async () =>
      expect(await lines()).toEqual([
        "Amazon Elastic Compute Cloud - Compute | $700.00 | +$63.64 | +10.0 % | 70.0 %",
        "Tax | $300.00 | +$27.27 | +10.0 % | 30.0 %",
      ]),
    );
    expect(screen.getByRole("treegrid", { name: "November 2026 by service" })).toBeInTheDocument();
    expect(rust.asked("refreshBill")).toEqual([]);
  });

  test("are saved as a table, in the month, metric and grouping that is shown", async () => {
    const { person, rust } = draw();
    await grid();
    await person.click(screen.getByRole("radio", { name: "Charge type" }));
    await person.click(button("Save these lines as CSV"));
    expect(await screen.findByText("/home/ada/.local/share/canopy/exports/bill.csv")).toBeInTheDocument();
    expect(rust.asked("writeBillCsv")).toEqual([[SANDBOX, { month: "2026-11", metric: "unblended", by: "charge" }]]);
  });
});

test("a metric is chosen with a sentence on each", async () => {
  const { person, rust } = draw();
  await grid();
  await person.click(button("Metric: Unblended cost"));
  expect(screen.getByRole("menuitemradio", { name: "Amortized cost" })).toHaveAccessibleDescription("A fair share.");
  await person.click(screen.getByRole("menuitemradio", { name: "Amortized cost" }));
  await waitFor(() => expect(rust.asked("bill")).toContainEqual([SANDBOX, null, "amortized", "ou"]));
});

test("months are chosen from a menu that says which are estimated or not read", async () => {
  const view = billViewOf();
  view.months[0] = {
    month: "2026-09",
    title: "September 2026",
    readAt: null,
    estimated: true,
    isFinal: false,
  };
  const { person, rust } = draw(view);
  await grid();
  await person.click(button("Month: November 2026"));
  const choices = screen.getAllByRole("menuitemradio").map((choice) => choice.textContent);
  expect(choices).toEqual(["November 2026estimated", "October 2026estimated", "September 2026not read yet"]);
  await person.click(screen.getByRole("menuitemradio", { name: "October 2026" }));
  await waitFor(() => expect(rust.asked("bill")).toContainEqual([SANDBOX, "2026-10", "unblended", "ou"]));
});

describe("what asking costs", () => {
  test("stands beside the button that asks", async () => {
    const { person, rust } = draw();
    expect(await screen.findByText("Refreshing costs about $0.06 · $0.31 this month")).toBeInTheDocument();
    await person.click(button("Refresh"));
    expect(rust.asked("refreshBill")).toEqual([
      [SANDBOX, { month: "2026-11", metric: "unblended", scope: "year", byItself: false }],
    ]);
  });

  test("is nothing while everything is fresh", async () => {
    const view = billViewOf();
    draw({ ...view, refresh: view.refresh.map((each) => ({ ...each, isFresh: true })) });
    expect(await screen.findByText("Fresh · $0.31 this month")).toBeInTheDocument();
    expect(button("Refresh")).toHaveAccessibleDescription("Everything is fresh");
  });

  test("is spent when the page opens only where the settings allow it", async () => {
    const view = billViewOf();
    const { rust } = draw({
      ...view,
      refresh: view.refresh.map((each) => ({ ...each, allowedByItself: true })),
    });
    await grid();
    await waitFor(() =>
      expect(rust.asked("refreshBill")).toEqual([
        [SANDBOX, { month: "2026-11", metric: "unblended", scope: "year", byItself: true }],
      ]),
    );
  });

  test("is explained behind a click, and may be less for the month alone", async () => {
    const { person, rust } = draw();
    await person.click(await screen.findByRole("button", { name: /^Refreshing costs about/ }));
    const dialog = screen.getByRole("dialog", { name: "What asking costs" });
    expect(
      within(dialog)
        .getAllByRole("definition")
        .map((each) => each.textContent),
    ).toEqual([
      "Refreshing costs about $0.06: 6 requests.",
      "Refreshing costs about $0.05: 5 requests.",
      "31 requests to Cost Explorer in November 2026: $0.31.",
      "6 of 100 requests that the settings allow in a month.",
    ]);
    await person.click(within(dialog).getByRole("button", { name: "Refresh only this month · $0.05" }));
    expect(rust.asked("refreshBill")).toEqual([
      [SANDBOX, { month: "2026-11", metric: "unblended", scope: "month", byItself: false }],
    ]);
  });

  test("is told while it is spent, and the reading can be stopped", async () => {
    const progress = { pages: 2, of: 6, amount: "0.02", reading: "services by account" };
    const { person, rust } = draw(billViewOf({ progress }));
    expect(await screen.findByText("2 of about 6 pages · services by account · $0.02")).toBeInTheDocument();
    expect(screen.getByRole("progressbar", { name: "Reading the bill" })).toHaveAttribute("aria-valuenow", "33");
    await person.click(button("Cancel"));
    expect(rust.asked("cancelBill")).toEqual([[SANDBOX]]);
  });
});

describe("where there is no bill", () => {
  const without = (part: Partial<BillView>) => billViewOf({ bill: null, months: [], ...part });

  test("the first reading is someone's own, with its price on the button", async () => {
    const view = without({
      situation: { kind: "notRead", words: "The bill was not read yet.", hint: null },
    });
    const { person, rust } = draw({
      ...view,
      refresh: view.refresh.map((each) => ({ ...each, allowedByItself: true })),
    });
    await person.click(await screen.findByRole("button", { name: "Read the bill · about $0.06" }));
    expect(rust.asked("refreshBill")).toEqual([
      [SANDBOX, { month: "2026-11", metric: "unblended", scope: "year", byItself: false }],
    ]);
  });

  test.each([
    ["off", "Cost Explorer is off"],
    ["preparing", "AWS prepares the figures"],
    ["denied", "You may not see the bill"],
    ["memberDenied", "Member accounts may not see their costs"],
    ["noEndpoint", "There is no Cost Explorer here"],
  ] as const)("%s is a page with words and the next step", async (kind, title) => {
    draw(
      without({
        situation: { kind, words: "This is why.", hint: "Ask for `ce:GetCostAndUsage`." },
      }),
    );
    expect(await screen.findByRole("heading", { name: title })).toBeInTheDocument();
    expect(screen.getByText("This is why.")).toBeInTheDocument();
    expect(screen.getByText("ce:GetCostAndUsage").tagName).toBe("CODE");
    expect(screen.queryAllByRole("button", { name: /^Ask again/ })).toHaveLength(kind === "noEndpoint" ? 0 : 1);
  });

  test("what was read before is shown with the reason why it is not newer", async () => {
    draw(
      billViewOf({
        situation: { kind: "off", words: "Cost Explorer is not turned on.", hint: "Turn it on." },
      }),
    );
    await grid();
    expect(screen.getByText("Cost Explorer is not turned on. What was read before is shown.")).toBeInTheDocument();
    expect(screen.getByText("Turn it on.")).toBeInTheDocument();
  });
});

test("what is missing is said above the figures, and why a reading failed", async () => {
  draw(
    billViewOf({
      notes: [
        { kind: "changedWhileRead", words: "October changed while it was read: it is not shown." },
        { kind: "sandbox", words: "Nothing is charged in the sandbox." },
      ],
      failure: {
        code: "throttled",
        message: "AWS asked to slow down",
        hint: "Try again later.",
        requestId: "r-1",
      },
    }),
  );
  await grid();
  expect(screen.getByText("October changed while it was read: it is not shown.")).toBeInTheDocument();
  expect(screen.getByText("AWS asked to slow down")).toBeInTheDocument();
  expect(screen.queryByText("Nothing is charged in the sandbox."), "it stands with the meter").not.toBeInTheDocument();
});

describe("the pictures", () => {
  test("are of months until days are asked for", async () => {
    const { person } = draw();
    expect(await screen.findByRole("application", { name: /^3 months by OU/ })).toBeInTheDocument();
    await person.click(screen.getByRole("radio", { name: "Days" }));
    expect(screen.getByRole("application", { name: /^Days of November 2026 by OU/ })).toBeInTheDocument();
  });

  test("lead to another month, and to the line that a layer is about", async () => {
    const { person, rust } = draw();
    (await screen.findByRole("application", { name: /^3 months by OU/ })).focus();
    await person.keyboard("{Home}{ArrowUp}{Enter}");
    await waitFor(() => expect(rust.asked("bill")).toContainEqual([SANDBOX, "2026-09", "unblended", "ou"]));
    await waitFor(async () => expect(await activeName()).toMatch(/^prod/));
  });

  test("lead from a tile to the account's line in its unit", async () => {
    const { person } = draw();
    (await screen.findByRole("application", { name: /^November by account/ })).focus();
    await screen.findByText("Not drawn: −$40.50 of credits and the like");
    await person.keyboard("{Home}{Enter}{Home}{Enter}");
    await waitFor(async () => expect(await activeName()).toMatch(/^ledger/));
  });

  test("are saved by Rust", async () => {
    const { person, rust } = draw();
    await grid();
    await person.click(button("Save 3 months by OU"));
    await person.click(screen.getByRole("menuitem", { name: "Save as SVG" }));
    expect(await screen.findByText("/home/ada/.local/share/canopy/exports/picture.png")).toBeInTheDocument();
    expect(rust.asked("writePicture").map(([title, format, content]) => [title, format, content.slice(0, 4)])).toEqual([
      ["3 months by OU", "svg", "<svg"],
    ]);
  });
});

/** The name of the row that the grid says the keyboard is on. */
async function activeName(): Promise<string | undefined> {
  const id = (await grid()).getAttribute("aria-activedescendant");
  return id === null ? undefined : (document.getElementById(id)?.firstElementChild?.textContent ?? undefined);
}

test("movers name what changed most, and lead to its line", async () => {
  const { person } = draw();
  const movers = await screen.findByRole("region", { name: "Biggest movers" });
  expect(
    within(movers)
      .getAllByRole("listitem")
      .map((line) => line.textContent),
  ).toEqual(["ledger+10.0 %+$45.45", "log-archivenew+$100.00"]);
  await person.click(within(movers).getByRole("button", { name: "ledger" }));
  await waitFor(async () => expect(await activeName()).toMatch(/^ledger/));
});
