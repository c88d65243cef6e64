// @vitest-environment node
import { expect, test } from "vitest";

import { ancestors, branches, shapeOf, visibleRows, withAncestors } from "./shape";

const ITEMS = [
  { id: "root", parentId: null },
  { id: "a", parentId: "root" },
  { id: "a1", parentId: "a" },
  { id: "b", parentId: "root" },
  { id: "b1", parentId: "b" },
  { id: "b1x", parentId: "b1" },
  { id: "c", parentId: "root" },
];
const BRANCHES = new Set(["root", "a", "b", "b1"]);
const shape = shapeOf(ITEMS, (item) => BRANCHES.has(item.id));
const ids = (rows: readonly number[]) => rows.map((place) => shape.items[place]?.id);
const open =
  (...names: string[]) =>
  (id: string) =>
    names.includes(id);

test("items stand in order of display, with their depth and their place among siblings", () => {
  expect(shape.items.map((item) => item.id)).toEqual(["root", "a", "a1", "b", "b1", "b1x", "c"]);
  expect([...shape.depth]).toEqual([0, 1, 2, 1, 2, 3, 1]);
  expect([...shape.nth]).toEqual([1, 1, 1, 2, 1, 1, 3]);
  expect([...shape.siblings]).toEqual([1, 3, 1, 3, 1, 1, 3]);
});

test("children that come before their parents, or in pieces, still stand below them", () => {
  const mixed = shapeOf(
    [
      { id: "y", parentId: "b" },
      { id: "x", parentId: "a" },
      { id: "r", parentId: null },
      { id: "a", parentId: "r" },
      { id: "b", parentId: "r" },
      { id: "x2", parentId: "a" },
    ],
    () => true,
  );
  expect(mixed.items.map((item) => item.id)).toEqual(["r", "a", "x", "x2", "b", "y"]);
});

test("every item knows where what is below it ends, and what holds it", () => {
  expect([...shape.end]).toEqual([7, 3, 3, 6, 6, 6, 7]);
  expect([...shape.parent]).toEqual([-1, 0, 1, 0, 3, 4, 0]);
});

test("an item whose parent is not there is not shown", () => {
  const torn = shapeOf([...ITEMS, { id: "stray", parentId: "gone" }], () => true);
  expect(torn.places.has("stray")).toBe(false);
  expect(torn.items).toHaveLength(ITEMS.length);
});

test("a tree without items has no rows", () => {
  expect(
    visibleRows(
      shapeOf([], () => true),
      () => true,
    ),
  ).toEqual([]);
});

test("a closed branch hides everything below it, at any depth", () => {
  expect(ids(visibleRows(shape, open()))).toEqual(["root"]);
  expect(ids(visibleRows(shape, open("root")))).toEqual(["root", "a", "b", "c"]);
  expect(ids(visibleRows(shape, open("root", "b1")))).toEqual(["root", "a", "b", "c"]);
  expect(ids(visibleRows(shape, open("root", "b", "b1")))).toEqual(["root", "a", "b", "b1", "b1x", "c"]);
});

test("a search keeps what was found and everything above it, nothing beside or below", () => {
  const kept = withAncestors(shape, (item) => item.id === "b1");
  expect(ids(visibleRows(shape, () => true, kept))).toEqual(["root", "b", "b1"]);
});

test("a search that finds nothing keeps nothing", () => {
  const kept = withAncestors(shape, () => false);
  expect(visibleRows(shape, () => true, kept)).toEqual([]);
});

test("a branch that is closed while searching hides what was found below it", () => {
  const kept = withAncestors(shape, (item) => item.id === "b1x" || item.id === "c");
  expect(ids(visibleRows(shape, (id) => id !== "b", kept))).toEqual(["root", "b", "c"]);
});

test("branches are all that can be opened, in order", () => {
  expect(branches(shape)).toEqual(["root", "a", "b", "b1"]);
});

test("ancestors are nearest first; what is not there has none", () => {
  expect(ancestors(shape, "b1x")).toEqual(["b1", "b", "root"]);
  expect(ancestors(shape, "root")).toEqual([]);
  expect(ancestors(shape, "gone")).toEqual([]);
});
