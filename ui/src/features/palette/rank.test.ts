// @vitest-environment node
import { expect, test } from "vitest";

import { indexTree } from "../../ipc/tree";
import { account, LEDGER, LOGS, NODES, OLD, ou, PREVIEW, ROOT, treeOf } from "../../test/fixture";
import { nodesFor, usual } from "./rank";

const recent = (id: string) => ({ account: id, role: "Admin", at: "2026-11-03T12:00:00Z" });

function found(typed: string, recents: string[] = [], nodes = NODES, favourites: string[] = []): string[] {
  return nodesFor(indexTree(treeOf(nodes)), usual(favourites, recents.map(recent)), typed).map((node) => node.name);
}

test("with nothing typed, the recent accounts stand in their order", () => {
  expect(found("", [PREVIEW, LEDGER])).toEqual(["preview", "ledger"]);
  expect(found("  ", [])).toEqual([]);
});

test("favourites stand before the recent accounts, and no account stands twice", () => {
  expect(found("", [PREVIEW, LEDGER], NODES, [LOGS, LEDGER])).toEqual(["log-archive", "ledger", "preview"]);
  expect(found("aws+", [OLD], NODES, [LOGS]).slice(0, 3)).toEqual(["log-archive", "old", "acme"]);
});

test("a recent account that is gone is left out", () => {
  expect(found("", ["999999999999", LEDGER])).toEqual(["ledger"]);
});

test("the exact name comes before its beginning, its beginning before its middle", () => {
  const nodes = [
    ...NODES.slice(0, 1),
    account("000000000041", "the-prod-one", ROOT),
    account("000000000042", "prod-2", ROOT),
    ou("ou-ex01-exact0001", "prod", ROOT),
  ];
  expect(found("prod", [], nodes)).toEqual(["prod", "prod-2", "the-prod-one"]);
});

test("names come before ids and emails, those before paths", () => {
  const nodes = [
    ...NODES.slice(0, 1),
    ou("ou-ex01-core00001", "core", ROOT),
    account("000000000051", "inside", "ou-ex01-core00001"),
    { ...account("000000000052", "mailed", ROOT), email: "core@example.com" },
    account("000000000053", "my-core", ROOT),
  ];
  expect(found("core", [], nodes)).toEqual(["core", "my-core", "mailed", "inside"]);
});

test("among equals, recent accounts come first, then names in order", () => {
  expect(found("aws+")).toEqual(["acme", "ledger", "log-archive", "network", "old", "payments", "preview"]);
  expect(found("aws+", [OLD, LOGS]).slice(0, 3)).toEqual(["old", "log-archive", "acme"]);
});

test("a better fit comes before a recent account", () => {
  expect(found("p", [LEDGER])[0]).toBe("payments");
  expect(found("p", [LEDGER])).toContain("ledger");
});

test("OUs are found, the root is not", () => {
  expect(found("workloads")[0]).toBe("Workloads");
  expect(found("root")).toEqual([]);
});

test("all words must fit, wherever they stand", () => {
  expect(found("ledger prod")).toEqual(["ledger"]);
  expect(found("ledger nowhere")).toEqual([]);
});

test("at most 40 are listed", () => {
  const many = Array.from({ length: 60 }, (_, nth) => account(String(nth).padStart(12, "0"), `many-${nth}`, ROOT));
  expect(found("many", [], [...NODES.slice(0, 1), ...many])).toHaveLength(40);
});
