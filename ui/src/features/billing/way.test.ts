// @vitest-environment node
import { expect, test } from "vitest";

import { indexTree } from "../../ipc/tree";
import { LEDGER, MANAGEMENT, PROD, ROOT, STAGING, treeOf, WORKLOADS } from "../../test/fixture";
import { wayTo } from "./way";

const index = indexTree(treeOf());
const GONE = "999999999999";

test("a unit stands among the units, with those above it open", () => {
  expect(wayTo([{ of: "ou", id: STAGING }], "service", index)).toEqual({
    by: "ou",
    row: `ou ${STAGING}`,
    open: [`ou ${WORKLOADS}`],
  });
});

test("an account stands in its unit, or among the accounts where those are shown", () => {
  const unit = `ou ${PROD}`;
  expect(
    wayTo(
      [
        { of: "ou", id: PROD },
        { of: "account", id: LEDGER },
      ],
      "charge",
      index,
    ),
  ).toEqual({
    by: "ou",
    row: `${unit} / account ${LEDGER}`,
    open: [`ou ${WORKLOADS}`, unit],
  });
  expect(wayTo([{ of: "account", id: LEDGER }], "account", index)).toEqual({
    by: "account",
    row: `account ${LEDGER}`,
    open: [],
  });
});

test("an account in the root, one that left, and one without a tree stand where the bill has them", () => {
  expect(wayTo([{ of: "account", id: MANAGEMENT }], "ou", index)).toEqual({
    by: "ou",
    row: `account ${MANAGEMENT}`,
    open: [],
  });
  expect(wayTo([{ of: "account", id: GONE }], "ou", index)).toEqual({
    by: "ou",
    row: `departed / account ${GONE}`,
    open: ["departed"],
  });
  expect(wayTo([{ of: "account", id: LEDGER }], "ou", null)).toEqual({
    by: "ou",
    row: `account ${LEDGER}`,
    open: [],
  });
});

test("a service of an account stands below it, one by itself among the services", () => {
  const path = [
    { of: "account", id: LEDGER },
    { of: "service", name: "Amazon S3" },
  ] as const;
  const account = `ou ${PROD} / account ${LEDGER}`;
  expect(wayTo(path, "ou", index)).toEqual({
    by: "ou",
    row: `${account} / service Amazon S3`,
    open: [`ou ${WORKLOADS}`, `ou ${PROD}`, account],
  });
  expect(wayTo([{ of: "service", name: "Amazon S3" }], "ou", index)).toEqual({
    by: "service",
    row: "service Amazon S3",
    open: [],
  });
});

test("accounts directly in a unit are seen when it is open; those in the root stand there anyway", () => {
  expect(wayTo([{ of: "direct", parent: PROD }], "ou", index)).toEqual({
    by: "ou",
    row: `ou ${PROD}`,
    open: [`ou ${WORKLOADS}`, `ou ${PROD}`],
  });
  expect(wayTo([{ of: "direct", parent: ROOT }], "ou", index)).toBeNull();
});

test("there is no way to all others, nor to nothing", () => {
  expect(wayTo([{ of: "others" }], "ou", index)).toBeNull();
  expect(wayTo([], "ou", index)).toBeNull();
});
