// @vitest-environment node
import { expect, test } from "vitest";

import type { Node } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { account, LEDGER, LOGS, NODES, OLD, ou, PREVIEW, ROOT, treeOf } from "../../test/fixture";
import { nearest, rowsFor } from "./launcherRows";

const recent = (id: string) => ({ account: id, role: "Admin", at: "2026-11-03T12:00:00Z" });

interface Asked {
  typed?: string;
  favourites?: string[];
  recents?: string[];
  nodes?: readonly Node[];
}

const rows = ({ typed = "", favourites = [], recents = [], nodes = NODES }: Asked) =>
  rowsFor({
    index: indexTree(treeOf(nodes)),
    favourites: new Set(favourites),
    recents: recents.map(recent),
    typed,
  });

const shown = (asked: Asked) =>
  rows(asked).map((row) => (row.kind === "head" ? `${row.name} ${row.number}` : row.account.name));

test("before anyone chose one, all accounts stand in the order of the tree", () => {
  expect(shown({})).toEqual(["Accounts 7", "log-archive", "network", "ledger", "payments", "preview", "acme", "old"]);
});

test("favourites stand first in the order they became ones, then what was opened last, and none stands twice", () => {
  expect(shown({ favourites: [PREVIEW, LOGS], recents: [LEDGER, LOGS] })).toEqual([
    "Favourites 2",
    "preview",
    "log-archive",
    "Recent 1",
    "ledger",
    "Other accounts 4",
    "network",
    "payments",
    "acme",
    "old",
  ]);
});

test("a favourite that is no longer in the organization is left out", () => {
  expect(shown({ favourites: ["999999999999"], recents: [LEDGER] }).slice(0, 2)).toEqual(["Recent 1", "ledger"]);
});

test("an account is found by its name, id, email and the path of its OUs", () => {
  expect(shown({ typed: "ledg" })).toEqual(["ledger"]);
  expect(shown({ typed: LEDGER.slice(-3) })).toEqual(["ledger"]);
  expect(shown({ typed: "aws+ledger@" })).toEqual(["ledger"]);
  expect(shown({ typed: "workloads/prod" })).toEqual(["ledger", "payments"]);
  expect(shown({ typed: "PROD led" })).toEqual(["ledger"]);
  expect(shown({ typed: "nowhere" })).toEqual([]);
});

test("the best fit stands first; favourites and recent ones come before equals", () => {
  const nodes = [
    ...NODES.slice(0, 1),
    account("000000000041", "my-core", ROOT),
    ou("ou-ex01-core00001", "core", ROOT),
    account("000000000042", "inside", "ou-ex01-core00001"),
    account("000000000043", "core-2", ROOT),
    account("000000000044", "core-1", ROOT),
    account("000000000045", "core", ROOT),
  ];
  expect(shown({ typed: "core", nodes })).toEqual(["core", "core-2", "core-1", "my-core", "inside"]);
  expect(shown({ typed: "core", nodes, favourites: ["000000000044"] }).slice(0, 3)).toEqual([
    "core",
    "core-1",
    "core-2",
  ]);
  expect(shown({ typed: "aws+", favourites: [OLD], recents: [PREVIEW] }).slice(0, 3)).toEqual([
    "old",
    "preview",
    "log-archive",
  ]);
});

test("moving skips what groups are called, and stays at the ends", () => {
  const all = rows({ favourites: [PREVIEW] });
  expect(all.map(({ kind }) => kind).slice(0, 4)).toEqual(["head", "account", "head", "account"]);
  expect(nearest(all, 0, 1)).toBe(1);
  expect(nearest(all, 2, 1)).toBe(3);
  expect(nearest(all, 2, -1)).toBe(1);
  expect(nearest(all, 0, -1)).toBe(1);
  expect(nearest(all, all.length, 1)).toBe(all.length - 1);
  expect(nearest([], 0, 1)).toBe(-1);
});

test("among ten thousand accounts, a keystroke's list is made in far less than a frame's time", () => {
  const units = Array.from({ length: 100 }, (_, nth) =>
    ou(`ou-ex01-${String(nth).padStart(8, "0")}`, `team-${nth}`, ROOT),
  );
  const accounts = Array.from({ length: 10_000 }, (_, nth) =>
    account(String(nth).padStart(12, "0"), `service-${nth}`, units[nth % 100]?.id ?? ROOT),
  );
  const nodes = [...NODES.slice(0, 1), ...units, ...accounts];
  const index = indexTree(treeOf(nodes));
  const ground = { index, favourites: new Set([accounts[77]?.id ?? ""]), recents: [] };
  rowsFor({ ...ground, typed: "" });
  const times = ["s", "se", "ser", "service-9", "team-42", "service team-7", ""].map((typed) => {
    const start = performance.now();
    rowsFor({ ...ground, typed });
    return performance.now() - start;
  });
  expect(rowsFor({ ...ground, typed: "team-42" })).toHaveLength(100);
  // The bar for all of it, drawing included, is 50 ms; the machine may be busy.
  expect(times.toSorted((a, b) => a - b)[3]).toBeLessThan(40);
});
