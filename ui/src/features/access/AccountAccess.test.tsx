import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Role } from "../../ipc/bindings";
import type { AccountNode } from "../../ipc/tree";
import { DENIED, LEDGER, NODES, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { AccountAccess } from "./AccountAccess";
import { useConsole } from "./useConsole";

const ACCOUNT = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === LEDGER)!;
const LAST = { account: LEDGER, role: "Auditor", at: "2026-11-03T12:00:00Z" };

function roleOf(name: string, trusted: string[]): Role {
  return {
    name,
    arn: `arn:aws:iam::${LEDGER}:role/${name}`,
    path: "/",
    maxSessionSeconds: 3600,
    trustPolicy: "{}",
    trusted,
    attachedPolicies: [{ name: "ReadOnlyAccess", arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
    inlinePolicies: ["extra"],
  };
}

function Stage() {
  const { open, opening } = useConsole(SANDBOX);
  return (
    <AccountAccess
      connection={SANDBOX}
      account={ACCOUNT}
      busy={opening !== null}
      onOpen={(role) => void open(LEDGER, "ledger", role)}
    />
  );
}

const openConsole = () => screen.getByRole("button", { name: "Open console" });

test("the console opens with the default role, and says so", async () => {
  const rust = fakeRust();
  const { person } = showWithToasts(<Stage />);
  await screen.findByText("OrganizationAccountAccessRole");
  await person.click(openConsole());
  expect(await screen.findByText("The console of ledger opens in your browser")).toBeInTheDocument();
  expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, "OrganizationAccountAccessRole", null]]);
});

test("the role that was used last here comes before the default one", async () => {
  const rust = fakeRust({ recents: [LAST] });
  const { person } = showWithToasts(<Stage />);
  await screen.findByText("Auditor");
  await person.click(openConsole());
  expect(rust.asked("openConsole")[0]?.[2]).toBe("Auditor");
});

test("a console that cannot be opened says what happened, what helps and the request id", async () => {
  const rust = fakeRust();
  rust.refuse("openConsole", DENIED);
  const { person } = showWithToasts(<Stage />);
  await person.click(openConsole());
  const news = await screen.findByRole("region", { name: /Notifications/ });
  expect(news).toHaveTextContent("Could not open the console of ledger: not allowed to");
  expect(news).toHaveTextContent("Sign in with a role that grants it.");
  expect(news).toHaveTextContent("Request id 4f2c1a9e-0001");
});

test("without a browser, it says what to do instead", async () => {
  fakeRust({}, { openConsole: () => ({ opened: false, expiresAt: "2026-11-03T12:15:00Z" }) });
  const { person } = showWithToasts(<Stage />);
  await person.click(openConsole());
  expect(await screen.findByText("No browser could be opened for ledger; copy the link instead")).toBeInTheDocument();
});

test("roles are read only when asked for; those that people may assume can be chosen", async () => {
  const roles = [roleOf("Admin", ["account 111122223333"]), roleOf("Lambda", ["the AWS service lambda"])];
  const rust = fakeRust({}, { roles: () => roles });
  const { person } = showWithToasts(<Stage />);
  expect(rust.asked("roles")).toEqual([]);
  await person.click(screen.getByRole("button", { name: /^Roles/ }));
  expect(await screen.findByText("Trusts account 111122223333")).toBeInTheDocument();
  expect(screen.getAllByText("ReadOnlyAccess, extra")).toHaveLength(2);
  await person.click(screen.getByRole("button", { name: "Choose the role" }));
  const menu = await screen.findByRole("menu");
  expect(within(menu).queryByRole("menuitem", { name: /Lambda/ })).not.toBeInTheDocument();
  await person.click(within(menu).getByRole("menuitem", { name: "Admin" }));
  await person.click(openConsole());
  await vi.waitFor(() => expect(rust.asked("openConsole")[0]?.[2]).toBe("Admin"));
});

test("a link is copied only after it is said what it is worth", async () => {
  const rust = fakeRust();
  const { person } = showWithToasts(<Stage />);
  await person.click(screen.getByRole("button", { name: "Copy link" }));
  const dialog = await screen.findByRole("dialog", { name: "Copy the sign-in link of ledger" });
  expect(dialog).toHaveTextContent("The link is a secret and expires in 15 minutes");
  expect(rust.asked("copyConsoleLink")).toEqual([]);
  await person.click(within(dialog).getByRole("button", { name: "Copy link" }));
  expect(await screen.findByText("Sign-in link of ledger copied; it works until 12:15")).toBeInTheDocument();
  expect(rust.asked("copyConsoleLink")).toHaveLength(1);
});

test("a link that cannot be made says why, in its dialog", async () => {
  const rust = fakeRust();
  rust.refuse("copyConsoleLink", DENIED);
  const { person } = showWithToasts(<Stage />);
  await person.click(screen.getByRole("button", { name: "Copy link" }));
  const dialog = await screen.findByRole("dialog", { name: /^Copy the sign-in link/ });
  await person.click(within(dialog).getByRole("button", { name: "Copy link" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("Not allowed to organizations:MoveAccount");
});
