import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { AccountNode } from "../../ipc/tree";
import { DENIED, LEDGER, LOGS, NODES, SANDBOX, USUAL } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { BookmarksDialog } from "./BookmarksDialog";
import { SwitchRoleDialog } from "./SwitchRoleDialog";

const accounts = (...ids: string[]) =>
  ids.map((id) => NODES.find((node): node is AccountNode => node.kind === "account" && node.id === id)!);

function drawLink() {
  const rust = fakeRust();
  const onClose = vi.fn();
  const [account] = accounts(LEDGER);
  return {
    rust,
    onClose,
    ...showWithToasts(<SwitchRoleDialog connection={SANDBOX} account={account!} onClose={onClose} />),
  };
}

function drawBookmarks() {
  const rust = fakeRust();
  const onClose = vi.fn();
  return {
    rust,
    onClose,
    ...showWithToasts(<BookmarksDialog connection={SANDBOX} accounts={accounts(LEDGER, LOGS)} onClose={onClose} />),
  };
}

test("a link that switches the role follows what is written, is copied, and says what to know", async () => {
  const { rust, person } = drawLink();
  const dialog = await screen.findByRole("dialog", { name: "Switch-role link to ledger" });
  await within(dialog).findByText(/roleName=OrganizationAccountAccessRole$/);
  expect(dialog).toHaveTextContent("Sign in to the console first, as an IAM user or a role");
  const role = within(dialog).getByRole("combobox", { name: "Role" });
  await person.clear(role);
  await person.type(role, "ops/Admin");
  const name = within(dialog).getByRole("textbox", { name: "Shown in the console as" });
  expect(name).toHaveValue("ledger");
  await person.clear(name);
  await person.click(within(dialog).getByRole("radio", { name: "Red" }));
  await waitFor(() =>
    expect(rust.asked("switchRoleLink").at(-1)).toEqual([SANDBOX, LEDGER, "ops/Admin", null, "F2B0A9"]),
  );
  await within(dialog).findByText(/roleName=ops\/Admin$/);
  await person.click(within(dialog).getByRole("button", { name: "Copy link" }));
  expect(rust.asked("copyText")).toEqual([
    [`https://signin.aws.amazon.com/switchrole?account=${LEDGER}&roleName=ops/Admin`],
  ]);
});

test("a link opens in the browser that the account's consoles open in", async () => {
  const { rust, person, onClose } = drawLink();
  await screen.findByText(/roleName=OrganizationAccountAccessRole$/);
  await person.click(screen.getByRole("button", { name: "Open link" }));
  expect(await screen.findByText("The link opens in your browser")).toBeInTheDocument();
  const link = { account: LEDGER, role: "OrganizationAccountAccessRole", displayName: "ledger", color: null };
  expect(rust.asked("openSwitchRole")).toEqual([[SANDBOX, link, USUAL]]);
  expect(onClose).toHaveBeenCalledOnce();
});

test("a link that the console would not take says why", async () => {
  const rust = fakeRust();
  rust.refuse("switchRoleLink", { code: "invalid", message: "`x//y` is not the path of a role" });
  const [account] = accounts(LEDGER);
  showWithToasts(<SwitchRoleDialog connection={SANDBOX} account={account!} onClose={vi.fn()} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("x//y is not the path of a role");
  expect(screen.getByRole("button", { name: "Open link" })).toHaveAccessibleDescription("The link cannot be made so");
});

test("bookmarks of several accounts are saved as a file, and it says where", async () => {
  const { rust, person } = drawBookmarks();
  const dialog = await screen.findByRole("dialog", { name: "Bookmarks for 2 accounts" });
  await waitFor(() =>
    expect(within(dialog).getByRole("combobox", { name: "Role" })).toHaveValue("OrganizationAccountAccessRole"),
  );
  await person.click(within(dialog).getByRole("button", { name: "Save bookmarks" }));
  expect(await within(dialog).findByText("/home/ada/Downloads/canopy-roles.html")).toBeInTheDocument();
  expect(rust.asked("saveSwitchRoleBookmarks")).toEqual([[SANDBOX, [LEDGER, LOGS], "OrganizationAccountAccessRole"]]);
});

test("bookmarks that cannot be saved say why", async () => {
  const { rust, person } = drawBookmarks();
  rust.refuse("saveSwitchRoleBookmarks", DENIED);
  const dialog = await screen.findByRole("dialog", { name: "Bookmarks for 2 accounts" });
  await screen.findByDisplayValue("OrganizationAccountAccessRole");
  await person.click(within(dialog).getByRole("button", { name: "Save bookmarks" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("Not allowed to organizations:MoveAccount");
});
