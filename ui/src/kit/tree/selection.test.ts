// @vitest-environment node
import { expect, test } from "vitest";

import { choose, NOTHING, type Selection, without } from "./selection";

const ROWS = ["a", "b", "c", "d", "e"];
const at = (focused: string, selected: readonly string[] = [focused], anchor: string | null = focused): Selection => ({
  selected: new Set(selected),
  focused,
  anchor,
});

test("choosing a row selects it alone, and a range begins there", () => {
  expect(choose(at("a", ["a", "b"]), ROWS, "c", "replace")).toEqual(at("c"));
});

test("toggling adds a row, and takes it away again", () => {
  const both = choose(at("a"), ROWS, "c", "toggle");
  expect(both).toEqual(at("c", ["a", "c"]));
  expect(choose(both, ROWS, "c", "toggle")).toEqual(at("c", ["a"], "c"));
});

test("extending selects from the anchor down to the row", () => {
  expect(choose(at("b"), ROWS, "d", "extend")).toEqual(at("d", ["b", "c", "d"], "b"));
});

test("extending the other way turns around the anchor", () => {
  const down = choose(at("c"), ROWS, "e", "extend");
  expect(choose(down, ROWS, "a", "extend")).toEqual(at("a", ["a", "b", "c"], "c"));
});

test("extending replaces what was selected elsewhere", () => {
  expect([...choose(at("b", ["b", "e"]), ROWS, "c", "extend").selected]).toEqual(["b", "c"]);
});

test("extending without an anchor begins at the keyboard's row", () => {
  expect(choose(at("b", [], null), ROWS, "c", "extend")).toEqual(at("c", ["b", "c"], "b"));
});

test("extending with nothing chosen yet selects the row", () => {
  expect(choose(NOTHING, ROWS, "d", "extend")).toEqual(at("d"));
});

test("extending from an anchor that is folded away selects the row alone", () => {
  expect(choose(at("gone"), ROWS, "d", "extend")).toEqual(at("d"));
});

test("moving only the keyboard leaves the selection and the anchor", () => {
  expect(choose(at("a", ["a", "b"]), ROWS, "d", "focus")).toEqual(at("d", ["a", "b"], "a"));
});

test("choosing does not change the selection before it", () => {
  const before = at("a");
  choose(before, ROWS, "b", "toggle");
  expect(before).toEqual(at("a"));
});

test("what is gone leaves the selection, the keyboard and the anchor", () => {
  const before = at("b", ["a", "b"]);
  expect(without(before, (id) => id !== "b")).toEqual({ selected: new Set(["a"]), focused: null, anchor: null });
});

test("a selection of which nothing is gone stays the same object, so that nothing is drawn again", () => {
  const before = at("b", ["a", "b"]);
  expect(without(before, () => true)).toBe(before);
  expect(without(NOTHING, () => false)).toBe(NOTHING);
});
