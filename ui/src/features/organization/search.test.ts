// @vitest-environment node
import { expect, test } from "vitest";

import { indexTree } from "../../ipc/tree";
import { termsOf } from "../../kit/search";
import { NODES, treeOf } from "../../test/fixture";
import { searchIn } from "./search";

function found(typed: string): string[] {
  const tree = treeOf();
  const fits = searchIn(tree, indexTree(tree), termsOf(typed));
  return tree.nodes.filter(fits).map((node) => node.name);
}

test("a node is found by a part of its name, in any case", () => {
  expect(found("LOG-ARCH")).toEqual(["log-archive"]);
});

test("a node is found by its id, with its leading zeros", () => {
  expect(found("000000000021")).toEqual(["ledger"]);
  expect(found("ou-ex01-staging01")).toEqual(["staging"]);
});

test("an account is found by its email", () => {
  expect(found("aws+preview@example.com")).toEqual(["preview"]);
});

test("everything below an OU is found by its path", () => {
  expect(found("/workloads/prod")).toEqual(["prod", "ledger", "payments"]);
});

test("all terms must fit, in any field and order", () => {
  expect(found("ledger workloads")).toEqual(["ledger"]);
  expect(found("ledger platform")).toEqual([]);
});

test("a term does not reach from one field into the next", () => {
  expect(found("ledger000000000021")).toEqual([]);
});

test("without terms, everything fits", () => {
  expect(found("  ")).toHaveLength(NODES.length);
});
