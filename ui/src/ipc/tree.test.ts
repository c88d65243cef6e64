// @vitest-environment node
import { describe, expect, test } from "vitest";

import { account, LEDGER, LOGS, NODES, PROD, ROOT, STAGING, treeOf, viewOf, WORKLOADS } from "../test/fixture";
import type { Difference } from "./bindings";
import { indexTree, shareTree } from "./tree";

describe("the index", () => {
  const index = indexTree(treeOf());

  test("counts accounts and OUs at any depth, and those directly in a node", () => {
    expect(index.counts.get(ROOT)).toEqual({
      accounts: 7,
      ous: 5,
      direct: 2,
      directOus: 3,
      byState: { ACTIVE: 5, SUSPENDED: 1, CLOSED: 1 },
    });
    expect(index.counts.get(WORKLOADS)).toEqual({
      accounts: 3,
      ous: 2,
      direct: 0,
      directOus: 2,
      byState: { ACTIVE: 2, SUSPENDED: 1 },
    });
    expect(index.counts.has(LEDGER), "accounts hold nothing to count").toBe(false);
  });

  test("a path has the names below the root", () => {
    expect(index.path(ROOT)).toBe("/");
    expect(index.path(PROD)).toBe("/Workloads/prod");
    expect(index.path(LEDGER)).toBe("/Workloads/prod/ledger");
    expect(index.path("gone")).toBe("/");
  });

  test("a lineage goes from the root to the node", () => {
    expect(index.lineage(LEDGER).map((node) => node.id)).toEqual([ROOT, WORKLOADS, PROD, LEDGER]);
    expect(index.lineage("gone")).toEqual([]);
  });

  test("is made once for the same nodes, and anew for others", () => {
    const tree = treeOf();
    expect(indexTree({ ...tree, asOf: "2026-11-04T00:00:00Z" })).toBe(indexTree(tree));
    expect(indexTree(treeOf())).not.toBe(indexTree(tree));
  });

  test("a tree without nodes has no root", () => {
    expect(indexTree(treeOf([])).root).toBeUndefined();
  });
});

describe("sharing", () => {
  const copy = () => structuredClone(viewOf());
  const nodesOf = (view: { tree: { nodes: readonly unknown[] } | null }) => view.tree?.nodes;

  test("a tree that was only confirmed keeps its nodes and its list, so that nothing is drawn", () => {
    const before = copy();
    const now = shareTree(before, copy());
    expect(nodesOf(now)).toBe(nodesOf(before));
  });

  test("the time of a confirmed tree is the new one", () => {
    const later = copy();
    later.tree!.asOf = "2026-11-04T00:00:00Z";
    expect(shareTree(copy(), later).tree?.asOf).toBe("2026-11-04T00:00:00Z");
  });

  test("only what changed is new", () => {
    const before = copy();
    const after = copy();
    const place = NODES.findIndex((node) => node.id === LEDGER);
    after.tree!.nodes[place]!.parentId = STAGING;
    const now = shareTree(before, after);
    expect(nodesOf(now)).not.toBe(nodesOf(before));
    expect(now.tree!.nodes.map((node, at) => node === before.tree!.nodes[at])).toEqual(
      NODES.map((_, at) => at !== place),
    );
  });

  test.each([
    ["name", { name: "books" }],
    ["email", { email: "other@example.com" }],
    ["state", { state: "SUSPENDED" }],
    ["ARN", { arn: "arn:other" }],
    ["way of joining", { joinedMethod: "INVITED" }],
    ["day of joining", { joinedAt: null }],
  ])("an account with another %s is new", (_, part) => {
    const before = copy();
    const after = copy();
    const place = NODES.findIndex((node) => node.id === LOGS);
    Object.assign(after.tree!.nodes[place]!, part);
    expect(shareTree(before, after).tree!.nodes[place]).toMatchObject(part);
  });

  test("nodes that came, went or changed places make a new list", () => {
    const before = copy();
    const more = viewOf([...NODES, account("000000000099", "zoo", ROOT)]);
    expect(shareTree(before, more).tree!.nodes).toHaveLength(NODES.length + 1);
    const fewer = viewOf(NODES.slice(0, -1));
    expect(shareTree(before, fewer).tree!.nodes).toHaveLength(NODES.length - 1);
    const turned = viewOf(NODES.toReversed());
    expect(shareTree(before, turned).tree!.nodes[0]?.id).toBe(NODES.at(-1)?.id);
  });

  test("differences that say the same stay the same object: what was dismissed stays so", () => {
    const added: Difference = { kind: "added", node: LEDGER, name: "ledger", from: null, to: "/Workloads/prod" };
    const before = { ...copy(), differences: [added] };
    expect(shareTree(before, { ...copy(), differences: [{ ...added }] }).differences).toBe(before.differences);
    const others = [{ ...added, to: "/" }];
    expect(shareTree(before, { ...copy(), differences: others }).differences).toBe(others);
  });

  test("the first tree, and no tree, are taken as they come", () => {
    const now = copy();
    expect(shareTree(undefined, now)).toBe(now);
    const none = { ...copy(), tree: null };
    expect(shareTree(copy(), none)).toBe(none);
  });
});
