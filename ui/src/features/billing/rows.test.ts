// @vitest-environment node
import { describe, expect, test } from "vitest";

import type { BillInside, BillKey } from "../../ipc/bindings";
import { ACCOUNT_LINES, CHARGE_LINES, lineOf, OU_LINES, SERVICE_LINES } from "../../test/bill";
import { LEDGER, PROD, WORKLOADS } from "../../test/fixture";
import { layOut, openAtFirst } from "./rows";
import { keyId } from "./words";

const WORKLOADS_ROW = `ou ${WORKLOADS}`;
const PROD_ROW = `ou ${PROD}`;

const LEDGER_IN_PROD: BillInside[] = [
  { title: "Accounts", lines: [lineOf({ of: "account", id: LEDGER }, "ledger", "500")] },
];
const OF_LEDGER: BillInside[] = [
  { title: "Services", lines: [lineOf({ of: "service", name: "Amazon S3" }, "Amazon S3", "500")] },
  { title: "Charges", lines: [lineOf({ of: "charge", class: "usage" }, "Usage", "500")] },
];

function known(answers: Record<string, BillInside[]>) {
  return (key: BillKey) => answers[keyId(key)];
}

/** Rows as they look: indented, with what can be opened marked. */
function looks({ rows }: ReturnType<typeof layOut>): string[] {
  return rows.map(
    ({ line, depth, branch, open }) => `${"  ".repeat(depth)}${branch ? (open ? "- " : "+ ") : ""}${line.name}`,
  );
}

describe("organizational units", () => {
  test("what is closed is one row, however much is part of it", () => {
    const laid = layOut(OU_LINES, new Set(), known({}));
    expect(looks(laid)).toEqual(["+ Workloads", "+ Platform", "+ acme", "+ No longer in the organization"]);
    expect(laid.wanted).toEqual([]);
  });

  test("an open unit shows its units, and asks for the accounts directly in it", () => {
    const laid = layOut(OU_LINES, new Set([WORKLOADS_ROW]), known({}));
    expect(looks(laid)).toEqual([
      "- Workloads",
      "  + prod",
      "  + staging",
      "+ Platform",
      "+ acme",
      "+ No longer in the organization",
    ]);
    expect(laid.wanted).toEqual([{ of: "direct", parent: WORKLOADS }]);
  });

  test("a unit that is open in a closed one is not seen, and nothing is asked for it", () => {
    const laid = layOut(OU_LINES, new Set([PROD_ROW]), known({}));
    expect(looks(laid)).toHaveLength(4);
    expect(laid.wanted).toEqual([]);
  });

  test("accounts stand in their unit once they are known, and open to their services only", () => {
    const account = `${PROD_ROW} / account ${LEDGER}`;
    const laid = layOut(
      OU_LINES,
      new Set([WORKLOADS_ROW, PROD_ROW, account]),
      known({ [`direct ${PROD}`]: LEDGER_IN_PROD, [`account ${LEDGER}`]: OF_LEDGER }),
    );
    expect(looks(laid)).toEqual([
      "- Workloads",
      "  - prod",
      "    - ledger",
      "      Amazon S3",
      "  + staging",
      "+ Platform",
      "+ acme",
      "+ No longer in the organization",
    ]);
    expect(laid.rows.map(({ id }) => id).slice(2, 4)).toEqual([account, `${account} / service Amazon S3`]);
    expect(laid.wanted).toEqual([
      { of: "direct", parent: PROD },
      { of: "account", id: LEDGER },
      { of: "direct", parent: WORKLOADS },
    ]);
  });

  test("units with units in them stand open at first, unless there are many", () => {
    expect(openAtFirst(OU_LINES)).toEqual(new Set([WORKLOADS_ROW]));
    const many = Array.from({ length: 17 }, (_, nth) =>
      OU_LINES.slice(0, 2).map((line) => ({ ...line, name: `${nth}` })),
    );
    expect(openAtFirst(many.flat())).toEqual(new Set());
  });
});

test("a service opens to its accounts, which open no further: they would show all their services", () => {
  const [first] = SERVICE_LINES;
  const row = keyId(first!.key);
  const laid = layOut(
    SERVICE_LINES,
    new Set([row]),
    known({ [row]: [{ title: "Accounts", lines: [...ACCOUNT_LINES] }] }),
  );
  expect(looks(laid)).toEqual([
    "- Amazon Elastic Compute Cloud - Compute",
    "  ledger",
    "  network",
    "  log-archive",
    "+ Tax",
  ]);
});

test("a class of charges shows its record types, one without any asks for its accounts, and rounding has nothing", () => {
  const open = new Set(["charge usage", "charge tax", "charge rounding"]);
  const laid = layOut(CHARGE_LINES, open, known({}));
  expect(looks(laid)).toEqual(["- Usage", "  + Usage", "  + DiscountedUsage", "- Tax", "Rounding by AWS"]);
  expect(laid.wanted).toEqual([{ of: "charge", class: "tax" }]);
});
