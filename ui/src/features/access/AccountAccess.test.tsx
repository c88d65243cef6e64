import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { AccountNode } from "../../ipc/tree";
import { DENIED, LEDGER, NODES, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { AccountAccess } from "./AccountAccess";
import { useConsole } from "./useConsole";

const ACCOUNT = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === LEDGER)!;
const LAST = { account: LEDGER, role: "Auditor", at: "2026-11-03T12:00:00Z" };

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
  expect(rust.asked("openConsole")[0]?.[2]).toBe("OrganizationAccountAccessRole");
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
