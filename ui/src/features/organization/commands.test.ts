// @vitest-environment node
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import { EMPTY, LEDGER, LOGS, MANAGEMENT, OLD, PAYMENTS, PROD, ROOT, treeOf } from "../../test/fixture";
import { actionSpies } from "../../test/actions";
import { commandsFor } from "./commands";

const index = indexTree(treeOf());

function menuOf(
  id: string,
  part: { ids?: string[]; cut?: string[]; pasteRefusal?: string | null; favourites?: string[] } = {},
) {
  const spies = {
    ...actionSpies(),
    openConsole: vi.fn(),
    copy: vi.fn(),
    onCut: vi.fn(),
    onPaste: vi.fn(),
    onFold: vi.fn(),
    options: vi.fn(),
    toggle: vi.fn(),
  };
  const lines = commandsFor({
    index,
    managementAccountId: MANAGEMENT,
    id,
    ids: part.ids ?? [id],
    cut: new Set(part.cut),
    pasteRefusal: part.pasteRefusal ?? null,
    actions: spies,
    consoles: { favourites: new Set(part.favourites), toggle: spies.toggle, options: spies.options },
    ...spies,
  });
  const find = (name: string) => {
    const command = lines.find((line) => line?.id === name);
    if (!command) {
      throw new Error(`no ${name} in the menu`);
    }
    return command;
  };
  return { ...spies, lines, find, ids: lines.flatMap((line) => line?.id ?? []) };
}

test("an account's menu asks how to open its console, and makes it a favourite or none any more", () => {
  const menu = menuOf(LEDGER, { favourites: [LOGS] });
  menu.find("console-options").run();
  expect(menu.options).toHaveBeenCalledExactlyOnceWith(LEDGER);
  expect(menu.find("favourite").name).toBe("Add to favourites");
  menu.find("favourite").run();
  expect(menu.toggle).toHaveBeenCalledExactlyOnceWith(LEDGER);
  expect(menuOf(LOGS, { favourites: [LOGS] }).find("favourite").name).toBe("Remove from favourites");
});

test("an account's menu opens its console, moves it and copies what names it", () => {
  const menu = menuOf(LEDGER);
  expect(menu.ids).toEqual([
    "console",
    "console-options",
    "favourite",
    "cut",
    "move",
    "rename",
    "email",
    "tags",
    "create-role",
    "remove",
    "close",
    "copy-id",
    "copy-email",
  ]);
  menu.find("console").run();
  expect(menu.openConsole).toHaveBeenCalledExactlyOnceWith(LEDGER);
  menu.find("move").run();
  expect(menu.move).toHaveBeenCalledExactlyOnceWith([LEDGER]);
  menu.find("copy-id").run();
  menu.find("copy-email").run();
  expect(menu.copy.mock.calls).toEqual([[LEDGER], ["aws+ledger@example.com"]]);
});

test("an OU's menu makes things in it, renames it and copies its path", () => {
  const menu = menuOf(PROD);
  expect(menu.ids).toEqual([
    "new-account",
    "new-accounts",
    "new-ou",
    "paste",
    "cut",
    "move",
    "tags",
    "create-role",
    "rename",
    "delete",
    "fold",
    "copy-id",
    "copy-path",
  ]);
  menu.find("new-ou").run();
  expect(menu.createOu).toHaveBeenCalledExactlyOnceWith(PROD);
  menu.find("rename").run();
  expect(menu.renameOu).toHaveBeenCalledExactlyOnceWith(PROD);
  menu.find("copy-path").run();
  expect(menu.copy).toHaveBeenCalledExactlyOnceWith("/Workloads/prod");
  menu.find("fold").run();
  expect(menu.onFold).toHaveBeenCalledExactlyOnceWith(PROD);
});

test("an OU that holds something cannot be deleted, and says so; an empty one can", () => {
  expect(menuOf(PROD).find("delete").refusal).toBe("It holds 2 accounts");
  const menu = menuOf(EMPTY);
  expect(menu.find("delete").refusal).toBeNull();
  menu.find("delete").run();
  expect(menu.deleteOu).toHaveBeenCalledExactlyOnceWith(EMPTY);
});

test("the root can be neither renamed, deleted nor moved", () => {
  expect(menuOf(ROOT).ids).toEqual([
    "new-account",
    "new-accounts",
    "new-ou",
    "paste",
    "tags",
    "create-role",
    "fold",
    "copy-id",
  ]);
});

test("several rows are cut, moved and copied together", () => {
  const ids = [LEDGER, PAYMENTS, LOGS];
  const menu = menuOf(LEDGER, { ids });
  expect(menu.ids).toEqual([
    "cut",
    "move",
    "tags",
    "create-role",
    "edit-trust",
    "delete-role",
    "remove",
    "close",
    "copy-ids",
  ]);
  expect(menu.find("cut").name).toBe("Cut 3 accounts");
  menu.find("copy-ids").run();
  expect(menu.copy).toHaveBeenCalledExactlyOnceWith(ids.join("\n"));
  menu.find("move").run();
  expect(menu.move).toHaveBeenCalledExactlyOnceWith(ids);
});

test("what cannot be moved says so on its line", () => {
  const menu = menuOf(LEDGER, { ids: [LEDGER, ROOT] });
  expect(menu.find("cut").refusal).toBe("The root cannot be moved");
  expect(menu.find("move").refusal).toBe("The root cannot be moved");
  expect(menu.find("close").refusal).toBe("Only accounts can be closed");
});

test("an account is renamed, tagged, removed and closed from its menu; the management account is not let go", () => {
  const menu = menuOf(LEDGER);
  menu.find("rename").run();
  expect(menu.renameAccount).toHaveBeenCalledExactlyOnceWith(LEDGER);
  menu.find("email").run();
  expect(menu.changeEmail).toHaveBeenCalledExactlyOnceWith(LEDGER);
  menu.find("tags").run();
  expect(menu.tag).toHaveBeenCalledExactlyOnceWith([LEDGER]);
  menu.find("remove").run();
  expect(menu.remove).toHaveBeenCalledExactlyOnceWith([LEDGER]);
  menu.find("close").run();
  expect(menu.close).toHaveBeenCalledExactlyOnceWith([LEDGER]);
  const management = menuOf(MANAGEMENT);
  expect(management.find("remove").refusal).toBe("The management account cannot be removed");
  expect(management.find("email").refusal).toMatch(/in its console/);
  expect(menuOf(OLD).find("close").refusal).toBe("old is closed or being closed");
});

test("pasting names what was cut, or says why it is not possible", () => {
  expect(menuOf(PROD, { cut: [LOGS] }).find("paste").name).toBe("Paste log-archive");
  expect(menuOf(PROD, { pasteRefusal: "Nothing was cut" }).find("paste")).toMatchObject({
    name: "Paste",
    refusal: "Nothing was cut",
  });
});

test("no menu begins or ends with a line, or has two together", () => {
  for (const id of [ROOT, PROD, LEDGER]) {
    const { lines } = menuOf(id);
    expect(lines[0]).not.toBeNull();
    expect(lines.at(-1)).not.toBeNull();
    expect(lines.some((line, nth) => line === null && lines[nth + 1] === null)).toBe(false);
  }
});

test("what is gone has no menu", () => {
  expect(menuOf("gone").lines).toEqual([]);
});

test("a role is made in the accounts of an OU, however deep, and in none where there is none", () => {
  const menu = menuOf(PROD);
  expect(menu.find("create-role").name).toBe("Create role in 2 accounts…");
  menu.find("create-role").run();
  expect(menu.roles).toHaveBeenCalledExactlyOnceWith("create", [LEDGER, PAYMENTS]);
  expect(menuOf(EMPTY).find("create-role").refusal).toBe("There is no account in it");
});

test("roles of several are made, edited and deleted from their menu", () => {
  const ids = [LEDGER, LOGS];
  const menu = menuOf(LEDGER, { ids });
  menu.find("edit-trust").run();
  menu.find("delete-role").run();
  expect(menu.roles.mock.calls).toEqual([
    ["editTrust", [LOGS, LEDGER]],
    ["delete", [LOGS, LEDGER]],
  ]);
});
