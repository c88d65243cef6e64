// @vitest-environment node
import { describe, expect, test } from "vitest";

import { indexTree } from "../../ipc/tree";
import {
  EMPTY,
  LEDGER,
  LOGS,
  MANAGEMENT,
  NODES,
  OLD,
  ou,
  PAYMENTS,
  PLATFORM,
  PREVIEW,
  PROD,
  ROOT,
  STAGING,
  treeOf,
  WORKLOADS,
} from "../../test/fixture";
import {
  cannotChangeEmail,
  cannotDelete,
  cannotEdit,
  cannotLetGo,
  cannotMove,
  cannotTag,
  inWords,
  movesOf,
  refusalOf,
  targetOf,
} from "./rules";

const index = indexTree(treeOf());

test("a drop on an account goes to what holds it; on the root or an OU, into it", () => {
  expect(targetOf(index, LEDGER)).toBe(PROD);
  expect(targetOf(index, MANAGEMENT)).toBe(ROOT);
  expect(targetOf(index, PROD)).toBe(PROD);
  expect(targetOf(index, ROOT)).toBe(ROOT);
  expect(targetOf(index, "gone")).toBe("gone");
});

test("accounts and OUs can be moved; the root cannot, and says why", () => {
  expect(cannotMove(index, [LEDGER, LOGS])).toBeNull();
  expect(cannotMove(index, [LEDGER, PROD])).toBeNull();
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
  expect(refusalOf(index, [ROOT], PLATFORM)).toBe("The root cannot be moved");
});

describe("an OU cannot go", () => {
  test("where it stands", () => {
    expect(refusalOf(index, [PROD], WORKLOADS)).toBe("prod stands in Workloads already");
  });

  test("into itself or what is below it", () => {
    expect(refusalOf(index, [WORKLOADS], WORKLOADS)).toBe("Workloads cannot be moved into itself");
    expect(refusalOf(index, [WORKLOADS], PROD)).toBe("Workloads cannot be moved into itself");
  });

  test("beside an OU of its name, nor two of one name to one place", () => {
    const twin = indexTree(treeOf([...NODES, ou("ou-ex01-twin00001", "prod", PLATFORM)]));
    expect(refusalOf(twin, [PROD], PLATFORM)).toBe("An OU named prod stands in Platform already");
    expect(refusalOf(twin, [PROD, "ou-ex01-twin00001"], ROOT)).toBe("An OU named prod stands in Root already");
  });

  test("deeper than AWS allows, with what is below it", () => {
    const chain = ["a", "b", "c"].map((name, nth) =>
      ou(`ou-ex01-${name}0000000`, name, nth === 0 ? PROD : `ou-ex01-${["a", "b"][nth - 1]}0000000`),
    );
    const deep = indexTree(treeOf([...NODES, ...chain]));
    expect(refusalOf(deep, [STAGING], "ou-ex01-c0000000")).toBe("OUs nest 5 deep at most; staging would stand deeper");
    expect(refusalOf(deep, [STAGING], "ou-ex01-b0000000")).toBeNull();
    expect(refusalOf(deep, [WORKLOADS], PLATFORM)).toBe("OUs nest 5 deep at most; Workloads would stand deeper");
  });

  test("but it goes anywhere else, and takes along what is in it", () => {
    expect(refusalOf(index, [PROD], PLATFORM)).toBeNull();
    expect(movesOf(index, [PROD, LEDGER, PREVIEW], PLATFORM)).toEqual([
      { change: "moveOu", ou: PROD, to: PLATFORM },
      { change: "moveAccount", account: PREVIEW, to: PLATFORM },
    ]);
  });
});

test("only accounts are closed and removed, never the management account, and each once", () => {
  expect(cannotLetGo(index, [LEDGER, LOGS], MANAGEMENT, "closed")).toBeNull();
  expect(cannotLetGo(index, [], MANAGEMENT, "closed")).toBe("Select an account first");
  expect(cannotLetGo(index, [LEDGER, PROD], MANAGEMENT, "removed")).toBe("Only accounts can be removed");
  expect(cannotLetGo(index, [MANAGEMENT], MANAGEMENT, "closed")).toBe("The management account cannot be closed");
  expect(cannotLetGo(index, [OLD], MANAGEMENT, "closed")).toBe("old is closed or being closed");
  expect(cannotLetGo(index, [OLD], MANAGEMENT, "removed")).toBeNull();
});

test("one account that is open is edited; the management account keeps its email", () => {
  expect(cannotEdit(index, [LEDGER])).toBeNull();
  expect(cannotEdit(index, [LEDGER, LOGS])).toBe("Select one account first");
  expect(cannotEdit(index, [OLD])).toBe("old is closed");
  expect(cannotChangeEmail(index, [LEDGER], MANAGEMENT)).toBeNull();
  expect(cannotChangeEmail(index, [MANAGEMENT], MANAGEMENT)).toMatch(/^Only its root user/);
  expect(cannotTag(index, [])).toBe("Select an account or an OU first");
  expect(cannotTag(index, [PROD])).toBeNull();
});

test("moves leave out what stands there", () => {
  expect(movesOf(index, [LEDGER, PREVIEW], PROD)).toEqual([{ change: "moveAccount", account: PREVIEW, to: PROD }]);
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
