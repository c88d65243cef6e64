// @vitest-environment node
import { describe, expect, test } from "vitest";

import type { IdentitySpec, SpecProblem, Step } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { LEDGER, planOf, PREVIEW, PROD, treeOf } from "../../test/fixture";
import { byAccount } from "./review";
import {
  accountNamed,
  freeName,
  placed,
  placeWords,
  scopeWords,
  unitNamed,
  withGroup,
  withLevel,
  withoutGroup,
  withoutLevel,
  withPeople,
} from "./spec";
import { errorAt, stepNamed, stepOf } from "./steps";

const SPEC: IdentitySpec = {
  version: 1,
  levels: [{ name: "Read-only", roleName: "Org-ReadOnly" }],
  groups: [{ name: "Developers", levels: [{ level: "Read-only", for: { ous: [PROD] } }] }],
  people: [
    { name: "ada", groups: ["Developers"] },
    { name: "bob", groups: [] },
  ],
};
const index = indexTree(treeOf());

function problem(pointer: string, blocking = true): SpecProblem {
  return { pointer, line: null, column: null, message: "it is wrong", hint: "Mend it.", blocking };
}

describe("an access level", () => {
  test("keeps its groups, with their accounts, when it is named anew", () => {
    const next = withLevel(SPEC, 0, { name: "Auditor", roleName: "Org-ReadOnly" });
    expect(next.levels).toEqual([{ name: "Auditor", roleName: "Org-ReadOnly" }]);
    expect(next.groups).toEqual([{ name: "Developers", levels: [{ level: "Auditor", for: { ous: [PROD] } }] }]);
  });

  test("is taken from its groups when it is removed", () => {
    expect(withoutLevel(SPEC, 0)).toEqual({ ...SPEC, levels: [], groups: [{ name: "Developers", levels: [] }] });
  });
});

describe("a group", () => {
  test("keeps its people when it is named anew", () => {
    const next = withGroup(SPEC, 0, { name: "Engineers", levels: [] });
    expect(next.groups).toEqual([{ name: "Engineers", levels: [] }]);
    expect(next.people).toEqual([
      { name: "ada", groups: ["Engineers"] },
      { name: "bob", groups: [] },
    ]);
  });

  test("is taken from its people when it is removed", () => {
    expect(withoutGroup(SPEC, 0).people).toEqual([
      { name: "ada", groups: [] },
      { name: "bob", groups: [] },
    ]);
  });
});

test("people who are there already are changed, whatever the case of their names", () => {
  const next = withPeople(SPEC, [
    { name: "Ada", groups: [] },
    { name: "eve", groups: [] },
  ]);
  expect(next.people).toEqual([
    { name: "Ada", groups: [] },
    { name: "bob", groups: [] },
    { name: "eve", groups: [] },
  ]);
});

test("an account is found by id, name, email or path, and only where one fits", () => {
  for (const text of [LEDGER, "ledger", "aws+ledger@example.com", "/Workloads/prod/ledger"]) {
    expect(accountNamed(index, text)?.id).toBe(LEDGER);
  }
  expect(accountNamed(index, "prod")).toBeNull();
});

test("an OU is found by id, name or path", () => {
  expect([PROD, "prod", "/Workloads/prod", "ledger"].map((text) => unitNamed(index, text))).toEqual([
    PROD,
    PROD,
    PROD,
    null,
  ]);
});

test("the account is said in words: chosen, to be made, or unknown as written", () => {
  expect(placeWords(SPEC, index)).toBeNull();
  expect(placeWords({ ...SPEC, where: { account: LEDGER } }, index)).toBe("ledger");
  expect(placeWords({ ...SPEC, where: { account: "gone" } }, index)).toBe("gone");
  expect(placeWords({ ...SPEC, where: { new: { name: "identity", email: "" } } }, index)).toBe("identity, to be made");
  const made = { new: { name: "identity", email: "AWS+ledger@example.com" } };
  expect(placeWords({ ...SPEC, where: made }, index), "it is there by now").toBe("ledger");
});

test("where a level is, is said in words", () => {
  expect(scopeWords({})).toBe("nowhere yet");
  expect(scopeWords({ all: true })).toBe("all member accounts");
  expect(scopeWords({ all: true, accounts: ["1"] })).toBe("all member accounts and 1 named account");
  expect(scopeWords({ accounts: ["1", "2"], ous: ["3"] })).toBe("2 accounts and 1 OU");
  expect([placed({}), placed({ all: true })]).toEqual(["nowhere yet", "in all member accounts"]);
});

test("a name that is taken gets a number", () => {
  expect(freeName("Group", [])).toBe("Group");
  expect(freeName("Group", ["Group", "Group 2"])).toBe("Group 3");
});

test("a problem belongs to the page where it is put right", () => {
  expect(
    ["/where/new/email", "/levels/0/name", "/groups/1", "/alias", "/people/3/name", "/handOut/note"].map((each) =>
      stepOf(problem(each)),
    ),
  ).toEqual(["where", "levels", "people", "people", "people", "handOut"]);
});

test("a page that there is none of is the first", () => {
  expect([undefined, "", "levels", "elsewhere"].map(stepNamed)).toEqual(["where", "where", "levels", "where"]);
});

test("an error is said at its own place, below it only where that is asked, and doubts are none", () => {
  const problems = [problem("/levels/0/for/ous/0"), problem("/levels/0/mfa", false), problem("/levels/01/for")];
  expect(errorAt(problems, "/levels/0/for")).toBeNull();
  expect(errorAt(problems, "/levels/0/for", true)).toBe("It is wrong. Mend it.");
  expect(errorAt(problems, "/levels/0/mfa")).toBeNull();
});

test("the steps of a plan stand by account; those of one that the plan makes stand together", () => {
  const [line] = planOf([{ change: "setUpIdentity", spec: SPEC }]).steps;
  const step: Step = { action: "identity", account: { madeBy: 1 }, write: { write: "createGroup", group: "a" } };
  const plan = planOf([], { steps: [line!, { ...line!, step }, line!] });
  expect(byAccount(plan, index).map(({ id, name, lines }) => [id, name, lines.length])).toEqual([
    [PREVIEW, "preview", 2],
    ["made", "The new account", 1],
  ]);
});
