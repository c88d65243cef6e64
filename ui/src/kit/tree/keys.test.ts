// @vitest-environment node
import { describe, expect, test } from "vitest";

import { type Ground, intentOf, type Key, typeAhead } from "./keys";
import { shapeOf, type TreeItem, visibleRows } from "./shape";

const ITEMS = ["root", "a", "a1", "a2", "b", "b1"].map((id) => ({
  id,
  parentId: id === "root" ? null : id.length === 1 ? "root" : id.slice(0, 1),
}));
const shape = shapeOf(ITEMS, ({ id }) => id === "root" || id.length === 1);

function ground(focused: string | null, open: readonly string[] = ["root", "a"]): Ground<TreeItem> {
  const isOpen = (id: string) => open.includes(id);
  return { shape, rows: visibleRows(shape, isOpen), isOpen, focused, page: 3 };
}

function press(key: string, focused: string | null, held: Partial<Key> = {}, open?: readonly string[]) {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  return intentOf({ key, ...none, ...held }, ground(focused, open));
}

const replace = (id: string) => ({ does: "choose", id, mode: "replace" });

describe("moving", () => {
  test("arrows go to the next and the last visible row and stop at the ends", () => {
    expect(press("ArrowDown", "a2")).toEqual(replace("b"));
    expect(press("ArrowUp", "b")).toEqual(replace("a2"));
    expect(press("ArrowDown", "b")).toEqual(replace("b"));
    expect(press("ArrowUp", "root")).toEqual(replace("root"));
  });

  test("without a focused row, down begins above and up begins below", () => {
    expect(press("ArrowDown", null)).toEqual(replace("root"));
    expect(press("ArrowUp", null)).toEqual(replace("b"));
  });

  test("a focused row that is folded away counts as none", () => {
    expect(press("ArrowDown", "b1")).toEqual(replace("root"));
    expect(press("Enter", "b1")).toBeNull();
  });

  test("Home and End go to the first and the last visible row", () => {
    expect(press("Home", "a1")).toEqual(replace("root"));
    expect(press("End", "a1")).toEqual(replace("b"));
  });

  test("page keys move by a page and stop at the ends", () => {
    expect(press("PageDown", "root")).toEqual(replace("a2"));
    expect(press("PageDown", "a2")).toEqual(replace("b"));
    expect(press("PageUp", "a2")).toEqual(replace("root"));
    expect(press("PageUp", "a")).toEqual(replace("root"));
  });

  test("Shift extends the selection; Ctrl or Cmd moves only the keyboard", () => {
    expect(press("ArrowDown", "a", { shiftKey: true })).toEqual({ does: "choose", id: "a1", mode: "extend" });
    expect(press("End", "a", { shiftKey: true })).toEqual({ does: "choose", id: "b", mode: "extend" });
    expect(press("ArrowDown", "a", { ctrlKey: true })).toEqual({ does: "choose", id: "a1", mode: "focus" });
    expect(press("Home", "a", { metaKey: true })).toEqual({ does: "choose", id: "root", mode: "focus" });
  });

  test("an empty tree has no row to go to", () => {
    const none = shapeOf([], () => true);
    const held = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
    const empty = { shape: none, rows: [], isOpen: () => true, focused: null, page: 3 };
    expect(intentOf({ key: "ArrowDown", ...held }, empty)).toBeNull();
    expect(typeAhead(empty, "a", ({ id }) => id)).toBeNull();
  });
});

describe("opening and closing", () => {
  test("right opens a closed branch, then goes into it, and does nothing on a leaf", () => {
    expect(press("ArrowRight", "b")).toEqual({ does: "open", id: "b" });
    expect(press("ArrowRight", "a")).toEqual(replace("a1"));
    expect(press("ArrowRight", "a1")).toBeNull();
  });

  test("left closes an open branch, else goes to what holds the row, and does nothing at the root", () => {
    expect(press("ArrowLeft", "a")).toEqual({ does: "close", id: "a" });
    expect(press("ArrowLeft", "a2")).toEqual(replace("a"));
    expect(press("ArrowLeft", "b")).toEqual(replace("root"));
    expect(press("ArrowLeft", "root", {}, [])).toBeNull();
  });
});

describe("doing", () => {
  test.each([
    ["Enter", "activate"],
    ["F2", "rename"],
    ["Delete", "delete"],
    ["ContextMenu", "menu"],
  ])("%s asks to %s the focused row", (key, does) => {
    expect(press(key, "a1")).toEqual({ does, id: "a1" });
    expect(press(key, null), "there is no row to do it to").toBeNull();
  });

  test("F10 opens the menu only with Shift", () => {
    expect(press("F10", "a1", { shiftKey: true })).toEqual({ does: "menu", id: "a1" });
    expect(press("F10", "a1")).toBeNull();
  });

  test("Space toggles a row, with Shift it extends to it", () => {
    expect(press(" ", "a1")).toEqual({ does: "choose", id: "a1", mode: "toggle" });
    expect(press(" ", "a1", { shiftKey: true })).toEqual({ does: "choose", id: "a1", mode: "extend" });
  });

  test.each([
    ["a", "selectAll"],
    ["x", "cut"],
    ["v", "paste"],
    ["X", "cut"],
  ])("Ctrl or Cmd with %s asks for %s, focused or not", (key, does) => {
    expect(press(key, "a1", { ctrlKey: true })).toEqual({ does });
    expect(press(key, null, { metaKey: true })).toEqual({ does });
  });

  test("Escape clears the selection", () => {
    expect(press("Escape", null)).toEqual({ does: "clear" });
  });

  test("letters are typed, unless Ctrl, Cmd or Alt is held; other keys are not the tree's", () => {
    expect(press("q", "a1")).toEqual({ does: "type", text: "q" });
    expect(press("Ä", null, { shiftKey: true })).toEqual({ does: "type", text: "Ä" });
    expect(press("q", "a1", { ctrlKey: true })).toBeNull();
    expect(press("q", "a1", { altKey: true })).toBeNull();
    expect(press("Tab", "a1")).toBeNull();
    expect(press("F5", "a1")).toBeNull();
  });
});

describe("typing ahead", () => {
  const nameOf = ({ id }: TreeItem) => id.toUpperCase();

  test("a letter goes on to the next row that begins with it, around the end", () => {
    expect(typeAhead(ground("root"), "a", nameOf)).toBe("a");
    expect(typeAhead(ground("a"), "a", nameOf)).toBe("a1");
    expect(typeAhead(ground("a2"), "a", nameOf)).toBe("a");
  });

  test("more letters may stay where they fit already", () => {
    expect(typeAhead(ground("a1"), "a1", nameOf)).toBe("a1");
    expect(typeAhead(ground("a1"), "a2", nameOf)).toBe("a2");
  });

  test("without a focused row it begins at the first", () => {
    expect(typeAhead(ground(null), "r", nameOf)).toBe("root");
  });

  test("what no visible row begins with leads nowhere", () => {
    expect(typeAhead(ground("root"), "b1", nameOf), "b is closed").toBeNull();
    expect(typeAhead(ground("root"), "z", nameOf)).toBeNull();
  });
});
