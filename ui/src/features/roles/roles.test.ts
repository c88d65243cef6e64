// @vitest-environment node
import { expect, test, vi } from "vitest";

import type { Fix, ReadinessView, RoleReadiness } from "../../ipc/bindings";
import { withNames, withNamesBeside } from "../../ipc/names";
import { notReady, readinessOf } from "../../ipc/readiness";
import { type AccountNode, indexTree } from "../../ipc/tree";
import { LEDGER, LOGS, MANAGEMENT, NODES, PREVIEW, PROD, SANDBOX, treeOf } from "../../test/fixture";
import { DEFAULT_ROLE, foundOf, roleOf, SERVICE_ROLE } from "../../test/roles";
import { fixesOf } from "./fixes";
import { accountRows, countStates, foremost, openCells, shownRows } from "./matrix";
import { cannotChange, cannotOpenAs, inOrder, newRole, roleNameProblem, sessionWords } from "./roles";

const index = indexTree(treeOf());
const viewOf = (...rows: RoleReadiness[]): ReadinessView => ({
  roles: [DEFAULT_ROLE],
  rows,
  progress: null,
  asOf: null,
  unfinished: false,
  failure: null,
});

test("accounts that are in use stand under their OU, in the tree's order", () => {
  const all = accountRows(index, viewOf(foundOf(LEDGER)), [DEFAULT_ROLE]);
  const rows = shownRows(index, all, "all", []).map((row) =>
    row.kind === "head" ? `# ${row.path}` : row.account.name,
  );
  expect(rows).toEqual([
    "# Root",
    "acme",
    "# Platform",
    "log-archive",
    "network",
    "# Workloads / prod",
    "ledger",
    "# Workloads / staging",
    "preview",
  ]);
  expect(countStates(all)).toEqual({ assumable: 1, probablyMissing: 0, denied: 0, unknown: 0, unasked: 4 });
  expect(openCells(all)).toBe(4);
});

test("rows are filtered by state and by what is searched for, and heads count what is shown", () => {
  const view = viewOf(foundOf(LEDGER, { readiness: "denied" }), foundOf(LOGS, { readiness: "denied" }));
  const all = accountRows(index, view, [DEFAULT_ROLE]);
  expect(shownRows(index, all, "denied", []).map(({ id }) => id)).toEqual([
    index.byId.get(LOGS)?.parentId,
    LOGS,
    PROD,
    LEDGER,
  ]);
  expect(shownRows(index, all, "denied", ["workloads"])).toMatchObject([{ id: PROD, accounts: 1 }, { id: LEDGER }]);
  expect(shownRows(index, all, "unknown", [])).toEqual([]);
});

test("what a row's fix is about is what needs someone most, or what was filtered for", () => {
  const view = { ...viewOf(foundOf(LEDGER), foundOf(LEDGER, { role: "Ops", readiness: "probablyMissing" })) };
  const [ledger] = accountRows(index, view, [DEFAULT_ROLE, "Ops"]).filter(({ id }) => id === LEDGER);
  expect(foremost(ledger!, "all")?.role).toBe("Ops");
  expect(foremost(ledger!, "assumable")?.role).toBe(DEFAULT_ROLE);
});

test("each state has its fix: an invited account its first role, a forbidden one its policies", () => {
  const account = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === PREVIEW)!;
  const spies = { onRoles: vi.fn(), onReveal: vi.fn() };
  const fixes = (fix: Fix | "unasked", entered = false, invited = true) =>
    fixesOf({
      connection: SANDBOX,
      account: { ...account, joinedMethod: invited ? "INVITED" : "CREATED" },
      cell:
        fix === "unasked"
          ? { role: "Ops", state: "unasked", found: null }
          : { role: "Ops", state: "denied", found: foundOf(PREVIEW, { readiness: "denied", fix }) },
      entered,
      ...spies,
    });
  const ids = (...args: Parameters<typeof fixes>) => fixes(...args).map(({ id }) => id);
  expect(ids("none")).toEqual([]);
  expect(ids("bootstrap")).toEqual(["bootstrap", "tryAgain"]);
  expect(ids("createRole", true)).toEqual(["createRole", "editTrust", "tryAgain"]);
  expect(ids("createRole"), "where nobody can enter, it is made from inside").toEqual(["bootstrap", "tryAgain"]);
  expect(ids("editTrust", true)).toEqual(["editTrust", "checkPolicies", "tryAgain"]);
  expect(ids("editTrust")).toEqual(["bootstrap", "tryAgain"]);
  expect(ids("editTrust", false, false), "AWS made its role once").toEqual(["fromInside", "checkPolicies", "tryAgain"]);
  expect(ids("checkPolicies")).toEqual(["checkPolicies", "tryAgain"]);
  expect(ids("tryAgain")).toEqual(["tryAgain"]);
  expect(fixes("unasked")[0]?.name).toBe("Ask now");
  expect(fixes("bootstrap")[0]?.when).toContain("was invited");
  expect(fixes("bootstrap", false, false)[0]?.when).toContain("Nobody can enter from here");

  fixes("bootstrap")[0]?.run();
  fixes("createRole", true)[0]?.run();
  fixes("editTrust", true)[0]?.run();
  expect(spies.onRoles.mock.calls).toEqual([
    [{ do: "bootstrap", account: PREVIEW, role: "Ops" }],
    [{ do: "create", accounts: [PREVIEW], name: "Ops" }],
    [{ do: "editTrust", accounts: [PREVIEW], role: "Ops" }],
  ]);
  fixes("checkPolicies")[0]?.run();
  expect(spies.onReveal).toHaveBeenCalledExactlyOnceWith(PREVIEW);
});

test("an account is not ready where its default role is missing or denied; what is unknown says nothing", () => {
  const view = viewOf(
    foundOf(LEDGER, { readiness: "probablyMissing" }),
    foundOf(LOGS, { readiness: "unknown" }),
    foundOf(MANAGEMENT),
    foundOf(PREVIEW, { role: "Ops", readiness: "denied" }),
  );
  expect([...notReady(view, DEFAULT_ROLE).keys()]).toEqual([LEDGER]);
  expect([...readinessOf(view, "Ops").keys()]).toEqual([PREVIEW]);
  expect(notReady(undefined, DEFAULT_ROLE).size).toBe(0);
});

test("names of roles are checked as IAM does", () => {
  expect(roleNameProblem("Ops.Read-Only@eu")).toBeNull();
  expect(roleNameProblem("")).toBe("Give the role a name");
  expect(roleNameProblem("read only")).toBe("Letters, digits and + = , . @ - _ only");
  expect(roleNameProblem("x".repeat(65))).toBe("AWS allows 64 characters");
});

test("one's own roles come first; AWS's own cannot be changed, and services open no console", () => {
  const own = roleOf("Zeta");
  const reserved = roleOf("AWSReservedSSO_Admin", { path: "/aws-reserved/sso.amazonaws.com/" });
  expect(inOrder([SERVICE_ROLE, own, reserved]).map(({ name }) => name)).toEqual([
    "Zeta",
    "AWSReservedSSO_Admin",
    "AWSServiceRoleForOrganizations",
  ]);
  expect(cannotChange(own)).toBeNull();
  expect(cannotChange(reserved)).toBe("Only AWS changes this role");
  expect(cannotOpenAs(SERVICE_ROLE)).toContain("only services");
  expect(cannotOpenAs(roleOf("Lambda", { trusted: ["the AWS service lambda", "refuses everyone"] }))).not.toBeNull();
  expect(cannotOpenAs(own)).toBeNull();
});

test("a template attaches its policies, a custom role has its own written into it", () => {
  const draft = {
    template: "readOnly",
    name: "Ops",
    description: " d ",
    maxSessionSeconds: 7200,
    custom: "{}",
  } as const;
  expect(newRole(draft, ["arn:p"], "T")).toEqual({
    name: "Ops",
    path: "/",
    description: "d",
    trustPolicy: "T",
    policies: ["arn:p"],
    inline: [],
    maxSessionSeconds: 7200,
  });
  expect(newRole({ ...draft, template: "custom" }, [], "T")).toMatchObject({
    policies: [],
    inline: [{ name: "Ops", document: "{}" }],
  });
});

test("sessions and ids are put in words", () => {
  expect(sessionWords(3600)).toBe("1 hour");
  expect(sessionWords(43_200)).toBe("12 hours");
  expect(sessionWords(5400)).toBe("90 minutes");
  const nameOf = (id: string) => index.byId.get(id)?.name;
  expect(withNamesBeside(`account ${LEDGER}, arn:aws:iam::${LEDGER}:root, x (${LEDGER}), 999999999999`, nameOf)).toBe(
    `account ledger (${LEDGER}), arn:aws:iam::${LEDGER}:root, x (${LEDGER}), 999999999999`,
  );
  expect(withNames(`account ${LEDGER} in ${PROD}`, (id) => index.byId.get(id)?.name ?? id)).toBe(
    "account ledger in prod",
  );
});
