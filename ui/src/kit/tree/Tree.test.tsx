import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, test, vi } from "vitest";

import type { Node } from "../../ipc/bindings";
import { EMPTY, LEDGER, NAMES, NODES, PAYMENTS, PROD, ROOT, WORKLOADS } from "../../test/fixture";
import { activeName, row, rowNames, selectedNames } from "../../test/show";
import { NOTHING, type Selection } from "./selection";
import { branches, shapeOf, visibleRows } from "./shape";
import { type RowProps, Tree } from "./Tree";

function NameRow({ item, branch }: RowProps<Node, null>) {
  return (
    <div role="gridcell">
      {branch && <span data-twisty data-testid={`twisty ${item.name}`} />}
      <span className="text">{item.name}</span>
    </div>
  );
}

function draw(closed: readonly string[] = [], nodes: readonly Node[] = NODES) {
  const shape = shapeOf(nodes, (node) => node.kind !== "account");
  const spies = {
    onActivate: vi.fn(),
    onRename: vi.fn(),
    onDelete: vi.fn(),
    onSelectAll: vi.fn(),
    onClear: vi.fn(),
    onCut: vi.fn(),
    onPaste: vi.fn(),
    onMenu: vi.fn(),
  };
  function Stage() {
    const [selection, setSelection] = useState<Selection>(NOTHING);
    const [open, setOpen] = useState(new Set(branches(shape).filter((id) => !closed.includes(id))));
    const isOpen = (id: string) => open.has(id);
    return (
      <Tree
        label="Accounts"
        head={<div role="columnheader">Name</div>}
        columns={1}
        shape={shape}
        rows={visibleRows(shape, isOpen)}
        isOpen={isOpen}
        selection={selection}
        cut={new Set([EMPTY])}
        Row={NameRow}
        extra={null}
        nameOf={(node) => node.name}
        hintOf={(node) => node.id}
        onSelection={setSelection}
        onToggle={(id, wanted) => {
          setOpen(new Set(wanted ? [...open, id] : [...open].filter((each) => each !== id)));
        }}
        {...spies}
        drop={{ targetOf: (id) => id, refusal: () => null, what: String, where: String, onDrop: vi.fn() }}
      />
    );
  }
  render(<Stage />);
  return { person: userEvent.setup({ delay: null, pointerEventsCheck: 0 }), ...spies };
}

describe("for screen readers", () => {
  test("the tree is a treegrid that tells its size and that several rows can be selected", () => {
    draw();
    const grid = screen.getByRole("treegrid", { name: "Accounts" });
    expect(grid).toHaveAttribute("aria-multiselectable", "true");
    expect(grid).toHaveAttribute("aria-rowcount", String(NODES.length + 1));
    expect(grid).toHaveAttribute("aria-colcount", "1");
  });

  test("a row tells its level, its place among its siblings and its place in the grid", () => {
    draw();
    const prod = row("prod");
    expect(prod).toHaveAttribute("aria-level", "3");
    expect(prod).toHaveAttribute("aria-posinset", "1");
    expect(prod).toHaveAttribute("aria-setsize", "2");
    expect(prod).toHaveAttribute("aria-rowindex", String(NAMES.indexOf("prod") + 2));
  });

  test("a branch tells whether it is open; an account cannot be", () => {
    draw([WORKLOADS]);
    expect(row("Platform")).toHaveAttribute("aria-expanded", "true");
    expect(row("Workloads")).toHaveAttribute("aria-expanded", "false");
    expect(row("network")).not.toHaveAttribute("aria-expanded");
  });

  test("the tree names the row with the keyboard", async () => {
    const { person } = draw();
    expect(activeName()).toBeUndefined();
    await person.tab();
    expect(screen.getByRole("treegrid")).toHaveFocus();
    expect(activeName()).toBe("Root");
  });
});

describe("with the keyboard", () => {
  test("arrows, Home and End move through the visible rows", async () => {
    const { person } = draw([PROD]);
    await person.tab();
    await person.keyboard("{ArrowDown}{ArrowDown}");
    expect([activeName(), selectedNames()]).toEqual(["Platform", ["Platform"]]);
    await person.keyboard("{End}");
    expect(activeName()).toBe("old");
    await person.keyboard("{ArrowUp}");
    expect(activeName()).toBe("acme");
    await person.keyboard("{Home}");
    expect(activeName()).toBe("Root");
  });

  test("right opens and goes in, left goes out and closes", async () => {
    const { person } = draw([WORKLOADS]);
    await person.click(row("Workloads"));
    expect(rowNames()).not.toContain("prod");
    await person.keyboard("{ArrowRight}");
    expect(rowNames()).toContain("prod");
    await person.keyboard("{ArrowRight}");
    expect(activeName()).toBe("prod");
    await person.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    expect(activeName()).toBe("Workloads");
    expect(rowNames()).not.toContain("prod");
  });

  test("typing goes to the row that begins so; the same letter again goes on", async () => {
    const { person } = draw();
    await person.tab();
    await person.keyboard("p");
    expect(activeName()).toBe("Platform");
    await person.keyboard("p");
    expect(activeName()).toBe("prod");
  });

  test("several letters typed are one word", async () => {
    const { person } = draw();
    await person.tab();
    await person.keyboard("pay");
    expect(activeName()).toBe("payments");
  });

  test("Shift selects a range, and takes it back", async () => {
    const { person } = draw();
    await person.click(row("prod"));
    await person.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(selectedNames()).toEqual(["prod", "ledger", "payments"]);
    await person.keyboard("{Shift>}{ArrowUp}{/Shift}");
    expect(selectedNames()).toEqual(["prod", "ledger"]);
  });

  test("Ctrl moves without selecting, and Space adds the row", async () => {
    const { person } = draw();
    await person.click(row("ledger"));
    await person.keyboard("{Control>}{ArrowDown}{/Control}");
    expect([activeName(), selectedNames()]).toEqual(["payments", ["ledger"]]);
    await person.keyboard(" ");
    expect(selectedNames()).toEqual(["ledger", "payments"]);
    await person.keyboard(" ");
    expect(selectedNames()).toEqual(["ledger"]);
  });

  test("Enter, F2 and Delete act on the row with the keyboard", async () => {
    const { person, onActivate, onRename, onDelete } = draw();
    await person.click(row("prod"));
    await person.keyboard("{Enter}{F2}{Delete}");
    expect(onActivate.mock.calls).toEqual([[PROD]]);
    expect(onRename.mock.calls).toEqual([[PROD]]);
    expect(onDelete.mock.calls).toEqual([[PROD]]);
  });

  test("Ctrl with X, V and A cuts, pastes and selects all; Escape clears", async () => {
    const { person, onCut, onPaste, onSelectAll, onClear } = draw();
    await person.tab();
    await person.keyboard("{Control>}x{/Control}");
    expect(onCut).toHaveBeenCalledOnce();
    await person.keyboard("{Control>}v{/Control}");
    expect(onPaste).toHaveBeenCalledOnce();
    await person.keyboard("{Control>}a{/Control}");
    expect(onSelectAll).toHaveBeenCalledOnce();
    await person.keyboard("{Escape}");
    expect(onClear).toHaveBeenCalledOnce();
  });

  test("Shift F10 opens the menu of the row with the keyboard", async () => {
    const { person, onMenu } = draw();
    await person.click(row("ledger"));
    await person.keyboard("{Shift>}{F10}{/Shift}");
    expect(onMenu).toHaveBeenCalledExactlyOnceWith(LEDGER, expect.anything());
  });
});

describe("with the pointer", () => {
  test("a click selects alone, Ctrl adds, Shift takes the range", async () => {
    const { person } = draw();
    await person.click(row("ledger"));
    await person.keyboard("{Control>}");
    await person.click(row("network"));
    await person.keyboard("{/Control}");
    expect(selectedNames()).toEqual(["network", "ledger"]);
    await person.keyboard("{Shift>}");
    await person.click(row("prod"));
    await person.keyboard("{/Shift}");
    expect(selectedNames()).toEqual(["network", "Workloads", "prod"]);
    await person.click(row("old"));
    expect(selectedNames()).toEqual(["old"]);
  });

  test("a click on the twisty opens and closes without selecting", async () => {
    const { person } = draw();
    await person.click(screen.getByTestId("twisty Workloads"));
    expect(rowNames()).not.toContain("prod");
    expect(selectedNames()).toEqual([]);
    await person.click(screen.getByTestId("twisty Workloads"));
    expect(rowNames()).toEqual(NAMES);
  });

  test("a double click activates the row, but not on its twisty", async () => {
    const { person, onActivate } = draw();
    await person.dblClick(screen.getByTestId("twisty Workloads"));
    expect(onActivate).not.toHaveBeenCalled();
    await person.dblClick(row("ledger"));
    expect(onActivate).toHaveBeenCalledExactlyOnceWith(LEDGER);
  });

  test("a right click selects the row for its menu, but keeps a selection that it is part of", async () => {
    const { person, onMenu } = draw();
    await person.click(row("ledger"));
    await person.keyboard("{Shift>}{ArrowDown}{/Shift}");
    await person.pointer({ keys: "[MouseRight]", target: row("payments") });
    expect(selectedNames()).toEqual(["ledger", "payments"]);
    expect(onMenu.mock.lastCall?.[0]).toBe(PAYMENTS);
    await person.pointer({ keys: "[MouseRight]", target: row("old") });
    expect(selectedNames()).toEqual(["old"]);
  });
});

test("rows that were cut look so until they are pasted", () => {
  draw();
  expect(row("Empty")).toHaveClass("ghost");
  expect(row("Platform")).not.toHaveClass("ghost");
});

test("of a large tree, only the rows near the viewport are in the document, and the one with the keyboard", async () => {
  const many: Node[] = Array.from({ length: 3000 }, (_, nth) => ({
    id: `ou-ex01-${String(nth).padStart(8, "0")}`,
    name: `unit ${nth}`,
    parentId: ROOT,
    kind: "ou",
  }));
  const { person } = draw([], [...NODES.slice(0, 1), ...many]);
  expect(rowNames().length).toBeLessThan(100);
  expect(screen.getByRole("treegrid")).toHaveAttribute("aria-rowcount", "3002");
  await person.tab();
  await person.keyboard("{End}");
  expect(activeName(), "what is announced must exist").toBe("unit 2999");
});
