import { screen } from "@testing-library/react";
import { Plus, RefreshCw } from "lucide-react";
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import { LEDGER, LOGS, PREVIEW, SANDBOX, treeOf, WORKLOADS } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { show } from "../../test/show";
import { Palette } from "./Palette";

const recent = (account: string) => ({ account, role: "Admin", at: "2026-11-03T12:00:00Z" });

function draw(favourites: string[] = []) {
  const rust = fakeRust({ recents: [recent(PREVIEW), recent(LOGS)], favourites });
  const create = vi.fn();
  const refresh = vi.fn();
  const spies = { onClose: vi.fn(), onOpenConsole: vi.fn(), onReveal: vi.fn() };
  const shown = show(
    <Palette
      connection={SANDBOX}
      index={indexTree(treeOf())}
      actions={[
        { id: "new", name: "New account", icon: Plus, run: create },
        { id: "refresh", name: "Refresh the organization", icon: RefreshCw, keys: "F5", run: refresh },
      ]}
      {...spies}
    />,
  );
  return { rust, create, refresh, ...spies, ...shown };
}

const names = () => screen.getAllByRole("option").map((option) => option.querySelector("span")?.textContent);
const chosen = () => screen.getByRole("option", { selected: true }).querySelector("span")?.textContent;

test("recent accounts stand first, then actions; the first is chosen and the field has the keyboard", async () => {
  draw();
  await screen.findByText("Recent accounts");
  expect(names()).toEqual(["preview", "log-archive", "New account", "Refresh the organization"]);
  expect(chosen()).toBe("preview");
  const field = screen.getByRole("combobox", { name: "Go to" });
  expect(field).toHaveFocus();
  expect(field).toHaveAttribute("aria-activedescendant", screen.getByRole("option", { selected: true }).id);
});

test("favourites come before the recent accounts, under a head of their own", async () => {
  draw([LEDGER, LOGS]);
  await screen.findByText("Favourites");
  await screen.findByText("Recent accounts");
  expect(names()).toEqual(["ledger", "log-archive", "preview", "New account", "Refresh the organization"]);
});

test("Enter opens the console of the chosen account and closes", async () => {
  const { person, onOpenConsole, onReveal, onClose } = draw();
  await person.keyboard("ledger{Enter}");
  expect(onOpenConsole).toHaveBeenCalledExactlyOnceWith(LEDGER);
  expect(onReveal).not.toHaveBeenCalled();
  expect(onClose).toHaveBeenCalledOnce();
});

test("Alt Enter shows an account in the tree instead", async () => {
  const { person, onOpenConsole, onReveal } = draw();
  await person.keyboard("ledger{Alt>}{Enter}{/Alt}");
  expect(onReveal).toHaveBeenCalledExactlyOnceWith(LEDGER);
  expect(onOpenConsole).not.toHaveBeenCalled();
});

test("Enter on an OU shows it in the tree: it has no console", async () => {
  const { person, onReveal } = draw();
  await person.keyboard("workloads{Enter}");
  expect(onReveal).toHaveBeenCalledExactlyOnceWith(WORKLOADS);
});

test("arrows choose and go around the ends", async () => {
  const { person, onOpenConsole } = draw();
  await screen.findByText("Recent accounts");
  await person.keyboard("{ArrowUp}");
  expect(chosen()).toBe("Refresh the organization");
  await person.keyboard("{ArrowDown}{ArrowDown}");
  expect(chosen()).toBe("log-archive");
  await person.keyboard("{Enter}");
  expect(onOpenConsole).toHaveBeenCalledExactlyOnceWith(LOGS);
});

test("typing begins at the best fit again", async () => {
  const { person } = draw();
  await screen.findByText("Recent accounts");
  await person.keyboard("{ArrowDown}{ArrowDown}p");
  expect(chosen()).toBe("preview");
});

test("actions are found by typing, and done", async () => {
  const { person, refresh, create } = draw();
  await person.keyboard("refr");
  expect(names()).toEqual(["Refresh the organization"]);
  await person.keyboard("{Enter}");
  expect(refresh).toHaveBeenCalledOnce();
  expect(create).not.toHaveBeenCalled();
});

test("a click takes what it is on", async () => {
  const { person, onOpenConsole } = draw();
  await screen.findByText("Recent accounts");
  await person.click(screen.getByRole("option", { name: /log-archive/ }));
  expect(onOpenConsole).toHaveBeenCalledExactlyOnceWith(LOGS);
});

test("where nothing fits it says so, and Enter does nothing", async () => {
  const { person, onClose, onOpenConsole } = draw();
  await person.keyboard("zzz{Enter}");
  expect(screen.getByText("Nothing fits “zzz”")).toBeInTheDocument();
  expect(onOpenConsole).not.toHaveBeenCalled();
  expect(onClose).not.toHaveBeenCalled();
});

test("Escape closes it", async () => {
  const { person, onClose } = draw();
  await person.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
});
