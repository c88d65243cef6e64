import { describe, expect, test } from "vitest";

import type { Node, Scope } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { shapeOf } from "../../kit/tree/shape";
import { LEDGER, LOGS, MANAGEMENT, NETWORK, NODES, PREVIEW, PROD, ROOT, treeOf, WORKLOADS } from "../../test/fixture";
import { cannotHave, tick, ticksOf, withIds } from "./scopeTicks";

const index = indexTree(treeOf());
const shape = shapeOf(NODES, (node) => node.kind !== "account");
const own = new Set([MANAGEMENT]);
const reached = (scope: Scope) =>
  NODES.filter((node) => node.kind === "account" && state(scope, node.id) === "all").map(({ name }) => name);
const state = (scope: Scope, id: string) => ticksOf(shape, scope, own).states[shape.places.get(id)!];
const after = (scope: Scope, ...ids: string[]) => ids.reduce((now, id) => tick(index, shape, now, own, id), scope);
const usable = (node: Node) => node.kind === "account" && cannotHave(node) === null && node.id !== MANAGEMENT;

describe("ticking", () => {
  test("an OU takes all in it, and what was ticked below it goes into the whole", () => {
    const scope = after({}, LEDGER, PROD, WORKLOADS);
    expect(scope).toEqual({ all: false, accounts: [], ous: [WORKLOADS] });
    expect(state(scope, PROD)).toBe("all");
    expect(state(scope, ROOT)).toBe("some");
    expect(ticksOf(shape, scope, own).accounts).toBe(reached(scope).length);
  });

  test("a part of an OU shows as a part", () => {
    const scope = after({}, LEDGER);
    expect(scope).toEqual({ accounts: [LEDGER] });
    expect([state(scope, LEDGER), state(scope, PROD), state(scope, WORKLOADS)]).toEqual(["all", "some", "some"]);
  });

  test("the root is all member accounts, and not the management account", () => {
    const scope = after({ ous: [PROD] }, ROOT);
    expect(scope).toEqual({ all: true, accounts: [], ous: [] });
    expect(reached(scope)).toEqual(NODES.filter(usable).map(({ name }) => name));
    expect(state(scope, MANAGEMENT)).toBe("none");
  });

  test("the management account counts once it is ticked itself, whatever else is", () => {
    const scope = after({ all: true }, MANAGEMENT);
    expect(scope).toEqual({ all: true, accounts: [MANAGEMENT] });
    expect(state(scope, MANAGEMENT)).toBe("all");
    expect(after(scope, MANAGEMENT)).toEqual({ all: true, accounts: [], ous: [] });
  });
});

describe("taking a tick away", () => {
  test("from an account in an OU leaves all others of the OU, one by one", () => {
    const scope = after({ ous: [WORKLOADS] }, LEDGER);
    expect(state(scope, LEDGER)).toBe("none");
    expect(state(scope, PREVIEW)).toBe("all");
    expect(scope.ous, "what is not on the way stays whole").not.toContain(PROD);
    const before = reached({ ous: [WORKLOADS] });
    expect(reached(scope)).toEqual(before.filter((name) => name !== "ledger"));
  });

  test("from one account of all leaves all others", () => {
    const scope = after({ all: true }, LEDGER);
    expect(scope.all).toBe(false);
    expect(reached(scope)).toEqual(reached({ all: true }).filter((name) => name !== "ledger"));
    expect(scope.accounts).not.toContain(MANAGEMENT);
  });

  test("from the root leaves nothing", () => {
    expect(reached(after({ all: true, ous: [WORKLOADS], accounts: [LEDGER] }, ROOT))).toEqual([]);
  });

  test("and giving it back is as before", () => {
    expect(after({ accounts: [LOGS] }, NETWORK, NETWORK)).toEqual({
      all: false,
      accounts: [LOGS],
      ous: [],
    });
  });
});

test("names and paths of a document are found in the tree; what it does not know stays", () => {
  expect(withIds(index, { accounts: ["ledger", LEDGER, "nobody"], ous: ["/Workloads/prod"] })).toEqual({
    all: false,
    accounts: [LEDGER, "nobody"],
    ous: [PROD],
  });
});
