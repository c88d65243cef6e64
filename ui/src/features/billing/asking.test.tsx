import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import type { BillView } from "../../ipc/bindings";
import { billViewOf } from "../../test/bill";
import { button, drawBill, grid } from "../../test/billPage";
import { SANDBOX } from "../../test/fixture";

describe("what asking costs", () => {
  test("stands beside the button that asks", async () => {
    const { person, rust } = drawBill();
    expect(await screen.findByText("Refreshing costs about $0.06 · $0.31 this month")).toBeInTheDocument();
    await person.click(button("Refresh"));
    expect(rust.asked("refreshBill")).toEqual([
      [SANDBOX, { month: "2026-11", metric: "unblended", scope: "year", byItself: false }],
    ]);
  });

  test("is nothing while everything is fresh", async () => {
    const view = billViewOf();
    drawBill({ ...view, refresh: view.refresh.map((each) => ({ ...each, isFresh: true })) });
    expect(await screen.findByText("Fresh · $0.31 this month")).toBeInTheDocument();
    expect(button("Refresh")).toHaveAccessibleDescription("Everything is fresh");
  });

  test("is spent when the page opens only where the settings allow it", async () => {
    const view = billViewOf();
    const { rust } = drawBill({
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
    const { person, rust } = drawBill();
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
    const { person, rust } = drawBill(billViewOf({ progress }));
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
    const { person, rust } = drawBill({
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
    drawBill(
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
    drawBill(
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
  drawBill(
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
