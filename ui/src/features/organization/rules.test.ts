// @vitest-environment node
import { expect, test } from "vitest";

import { indexTree } from "../../ipc/tree";
import {
  EMPTY,
  LEDGER,
  LOGS,
  MANAGEMENT,
  PAYMENTS,
  PLATFORM,
  PREVIEW,
  PROD,
  ROOT,
  STAGING,
  treeOf,
  WORKLOADS,
} from "../../test/fixture";
import { cannotDelete, cannotMove, inWords, movesOf, refusalOf, targetOf } from "./rules";

const index = indexTree(treeOf());

test("a drop on an account goes to what holds it; on the root or an OU, into it", () => {
  expect(targetOf(index, LEDGER)).toBe(PROD);
  expect(targetOf(index, MANAGEMENT)).toBe(ROOT);
  expect(targetOf(index, PROD)).toBe(PROD);
  expect(targetOf(index, ROOT)).toBe(ROOT);
  expect(targetOf(index, "gone")).toBe("gone");
});

test("accounts can be moved; the root and OUs cannot, and say why", () => {
  expect(cannotMove(index, [LEDGER, LOGS])).toBeNull();
  expect(cannotMove(index, [LEDGER, PROD])).toBe("An OU cannot be moved in this version");
  expect(cannotMove(index, [PROD, ROOT])).toBe("The root cannot be moved");
});

test("nothing, or what is gone, cannot be moved", () => {
  expect(cannotMove(index, [])).toBe("There is nothing to move");
  expect(cannotMove(index, ["gone"])).toBe("There is nothing to move");
});

test("accounts are refused only where all of them stand already", () => {
  expect(refusalOf(index, [LEDGER], PROD)).toBe("ledger stands in prod already");
  expect(refusalOf(index, [LEDGER, PAYMENTS], PROD)).toBe("All stand in prod already");
  expect(refusalOf(index, [LEDGER, PREVIEW], PROD)).toBeNull();
  expect(refusalOf(index, [LEDGER], STAGING)).toBeNull();
});

test("what cannot be moved is refused everywhere", () => {
  expect(refusalOf(index, [PROD], PLATFORM)).toBe("An OU cannot be moved in this version");
});

test("moves leave out what stands there, and what is not an account", () => {
  expect(movesOf(index, [LEDGER, PREVIEW, STAGING], PROD)).toEqual([
    { change: "moveAccount", account: PREVIEW, to: PROD },
  ]);
});

test("one thing is said by its name, several by their number and kind", () => {
  expect(inWords(index, [LEDGER])).toBe("ledger");
  expect(inWords(index, [LEDGER, LOGS, PREVIEW])).toBe("3 accounts");
  expect(inWords(index, [PROD, STAGING])).toBe("2 OUs");
  expect(inWords(index, [PROD, LEDGER])).toBe("2 things");
  expect(inWords(index, [LEDGER, "gone"])).toBe("ledger");
});

test("only an empty OU can be deleted; others say what they hold", () => {
  expect(cannotDelete(index, EMPTY)).toBeNull();
  expect(cannotDelete(index, STAGING)).toBe("It holds 1 account");
  expect(cannotDelete(index, WORKLOADS)).toBe("It holds 2 OUs");
  expect(cannotDelete(index, ROOT)).toBe("It holds 2 accounts and 3 OUs");
  expect(cannotDelete(index, LEDGER)).toBe("Only an OU can be deleted");
});
