import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { billOf, billViewOf, OU_LINES } from "../../test/bill";
import { button, drawBill, grid, lines } from "../../test/billPage";
import { LEDGER, PLATFORM, PROD, SANDBOX, WORKLOADS } from "../../test/fixture";

const cards = () =>
  within(screen.getByRole("list", { name: "The month at a glance" }))
    .getAllByRole("listitem")
    .map((card) => [...card.children].map((part) => part.textContent.trim()).join(" | "));

describe("a month under way", () => {
  test("stands in six figures, each with what it is compared with", async () => {
    drawBill();
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
    drawBill();
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
  drawBill(billViewOf({ bill, month: "2026-10" }));
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
    drawBill();
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
    const { person, rust } = drawBill();
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
    const { person, onReveal } = drawBill();
    (await grid()).focus();
    await person.keyboard("{Enter}");
    await person.click(button("Show Platform in the tree"));
    expect(onReveal.mock.calls).toEqual([[WORKLOADS], [PLATFORM]]);
  });

  test("are laid out by something else without asking AWS", async () => {
    const { person, rust } = drawBill();
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

  test("are compared with the month before, or with the same month last year", async () => {
    const compared = OU_LINES.map((line) => ({
      ...line,
      lastYear: line.key.of === "account" ? null : { before: "0", amount: line.amount, basisPoints: null },
    }));
    const bill = billOf({ lines: compared, linesWords: "Something is not compared." });
    const { person } = drawBill(billViewOf({ bill }));
    const heads = async () =>
      within(await grid())
        .getAllByRole("columnheader")
        .map((head) => head.textContent);
    expect(await heads()).toContain("Against October");
    expect(
      screen.getByText(/^Compared: 1 to 22 November with the same days of October, without tax\./),
    ).toHaveTextContent("Something is not compared.");
    await person.click(screen.getByRole("radio", { name: "November 2025" }));
    expect(await heads()).toContain("Against Nov 2025");
    expect((await lines()).slice(0, 2)).toEqual([
      "Workloads3 accounts | $600.25 | +$600.25 | new | 60.0 %",
      "  prod2 accounts | $500.00 | +$500.00 | new | 50.0 %",
    ]);
    expect((await lines()).slice(-2)).toEqual([
      "acme | $99.75 | — | — | 10.0 %",
      "No longer in the organization1 account | $0.00 | $0.00 | — | 0.0 %",
    ]);
    expect(screen.getByText(/^Compared: 1 to 22 November with the same days of November 2025/)).toBeInTheDocument();
  });

  test("are saved as a table, in the month, metric and grouping that is shown", async () => {
    const { person, rust } = drawBill();
    await grid();
    await person.click(screen.getByRole("radio", { name: "Charge type" }));
    await person.click(button("Save these lines as CSV"));
    expect(await screen.findByText("/home/ada/.local/share/canopy/exports/bill.csv")).toBeInTheDocument();
    expect(rust.asked("writeBillCsv")).toEqual([[SANDBOX, { month: "2026-11", metric: "unblended", by: "charge" }]]);
  });
});

test("a metric is chosen with a sentence on each", async () => {
  const { person, rust } = drawBill();
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
  const { person, rust } = drawBill(view);
  await grid();
  await person.click(button("Month: November 2026"));
  const choices = screen.getAllByRole("menuitemradio").map((choice) => choice.textContent);
  expect(choices).toEqual(["November 2026estimated", "October 2026estimated", "September 2026not read yet"]);
  await person.click(screen.getByRole("menuitemradio", { name: "October 2026" }));
  await waitFor(() => expect(rust.asked("bill")).toContainEqual([SANDBOX, "2026-10", "unblended", "ou"]));
});

describe("the pictures", () => {
  test("are of months until days are asked for", async () => {
    const { person } = drawBill();
    expect(await screen.findByRole("application", { name: /^3 months by OU/ })).toBeInTheDocument();
    await person.click(screen.getByRole("radio", { name: "Days" }));
    expect(screen.getByRole("application", { name: /^Days of November 2026 by OU/ })).toBeInTheDocument();
  });

  test("lead to another month, and to the line that a layer is about", async () => {
    const { person, rust } = drawBill();
    (await screen.findByRole("application", { name: /^3 months by OU/ })).focus();
    await person.keyboard("{Home}{ArrowUp}{Enter}");
    await waitFor(() => expect(rust.asked("bill")).toContainEqual([SANDBOX, "2026-09", "unblended", "ou"]));
    await waitFor(async () => expect(await activeName()).toMatch(/^prod/));
  });

  test("lead from a tile to the account's line in its unit", async () => {
    const { person } = drawBill();
    (await screen.findByRole("application", { name: /^November by account/ })).focus();
    await screen.findByText("Not drawn: −$40.50 of credits and the like");
    await person.keyboard("{Home}{Enter}{Home}{Enter}");
    await waitFor(async () => expect(await activeName()).toMatch(/^ledger/));
  });

  test("are saved by Rust", async () => {
    const { person, rust } = drawBill();
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
  const { person } = drawBill();
  const movers = await screen.findByRole("region", { name: "Biggest movers" });
  expect(
    within(movers)
      .getAllByRole("listitem")
      .map((line) => line.textContent),
  ).toEqual(["ledger+10.0 %+$45.45", "log-archivenew+$100.00"]);
  await person.click(within(movers).getByRole("button", { name: "ledger" }));
  await waitFor(async () => expect(await activeName()).toMatch(/^ledger/));
});

test("lines that are not compared say why in the place of their changes", async () => {
  const lines = OU_LINES.map((line) => ({ ...line, change: null }));
  drawBill(billViewOf({ bill: billOf({ lines, movers: [], linesWords: "They are told by month." }) }));
  const movers = await screen.findByRole("region", { name: "Biggest movers" });
  expect(movers).toHaveTextContent("They are told by month.");
  expect(screen.queryByText(/^No account changed/)).not.toBeInTheDocument();
});
