import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Node, Scope } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { LEDGER, MANAGEMENT, NODES, PROD, treeOf, WORKLOADS } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { OwnAccountsContext } from "./ownAccounts";
import { ScopeDialog } from "./ScopeDialog";

function draw(scope: Scope = {}, tree = treeOf()) {
  fakeRust();
  const [onChoose, onClose] = [vi.fn(), vi.fn()];
  const dialog = (
    <OwnAccountsContext value={{ home: null, management: MANAGEMENT }}>
      <ScopeDialog title="Where" index={indexTree(tree)} scope={scope} onChoose={onChoose} onClose={onClose} />
    </OwnAccountsContext>
  );
  return { onChoose, onClose, ...showWithToasts(dialog) };
}

const item = (name: string) => screen.getByRole("treeitem", { name: new RegExp(`^${name}`) });
const choose = () => screen.getByRole("button", { name: "Choose" });

test("an OU is ticked with the pointer, and what holds it is ticked in part", async () => {
  const { person, onChoose, onClose } = draw();
  await person.click(item("prod"));
  expect(item("prod")).toBeChecked();
  expect(item("ledger"), "it is in it").toBeChecked();
  expect(item("Workloads")).toHaveAttribute("aria-checked", "mixed");
  expect(item("preview")).not.toBeChecked();
  expect(screen.getByText("1 account")).toBeInTheDocument();
  await person.click(choose());
  expect(onChoose).toHaveBeenCalledExactlyOnceWith({ all: false, accounts: [], ous: [PROD] });
  expect(onClose).toHaveBeenCalledOnce();
});

test("arrows go through the tree, Space ticks, and a closed OU is opened with the keyboard", async () => {
  const { person, onChoose } = draw();
  const tree = screen.getByRole("tree", { name: "Accounts and OUs" });
  tree.focus();
  await person.keyboard("wor");
  expect(document.getElementById(tree.getAttribute("aria-activedescendant") ?? "")).toBe(item("Workloads"));
  await person.keyboard("{ArrowLeft}");
  expect(item("Workloads")).toHaveAttribute("aria-expanded", "false");
  expect(screen.queryByRole("treeitem", { name: /^prod/ })).not.toBeInTheDocument();
  await person.keyboard("{ArrowRight}{ArrowRight} ");
  expect(item("prod")).toBeChecked();
  await person.keyboard("{ArrowDown} ");
  expect(item("ledger")).not.toBeChecked();
  await person.click(choose());
  expect(onChoose).toHaveBeenCalledExactlyOnceWith({ all: false, accounts: [], ous: [] });
});

test("the twisty opens and closes, and ticks nothing", async () => {
  const { person } = draw();
  await person.click(item("Workloads").querySelector("[data-twisty]")!);
  expect(item("Workloads")).toHaveAttribute("aria-expanded", "false");
  expect(item("Workloads")).not.toBeChecked();
});

test("a search shows what fits, with what holds it", async () => {
  const { person } = draw();
  await person.type(screen.getByRole("textbox", { name: "Find an account or OU" }), "ledg");
  expect(screen.getAllByRole("treeitem").map((each) => each.textContent)).toEqual([
    "Root",
    "Workloads",
    "prod",
    "ledger",
  ]);
  await person.type(screen.getByRole("textbox", { name: "Find an account or OU" }), "zzz");
  expect(screen.getByText("Nothing is called so.")).toBeInTheDocument();
});

test("accounts that count only by themselves are marked, and closed ones cannot be ticked", async () => {
  const { person, onChoose } = draw({ all: true });
  expect(item("acme")).toHaveTextContent("Management");
  expect(item("acme")).not.toBeChecked();
  expect(item("old")).toHaveAttribute("aria-disabled", "true");
  await person.click(item("old"));
  await person.click(choose());
  expect(onChoose).toHaveBeenCalledExactlyOnceWith({ all: true, accounts: [], ous: [] });
});

test("of 10,000 accounts only those in sight are in the document, and the tree opens where something is ticked", () => {
  const many: Node[] = Array.from({ length: 10_000 }, (_, nth) => ({
    ...(NODES.find(({ id }) => id === LEDGER)! as Extract<Node, { kind: "account" }>),
    id: String(100_000_000_000 + nth),
    name: `account ${nth}`,
    parentId: nth % 2 === 0 ? PROD : WORKLOADS,
  }));
  draw({ accounts: [many[4]!.id] }, { ...treeOf(), nodes: [...NODES, ...many] });
  const shown = within(screen.getByRole("tree")).getAllByRole("treeitem");
  expect(shown.length).toBeLessThan(100);
  expect(item("prod")).toHaveAttribute("aria-expanded", "true");
  expect(item("prod")).toHaveAttribute("aria-checked", "mixed");
});
