import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { AccountNode } from "../../ipc/tree";
import { account, CHOICES, DENIED, FIREFOX, LEDGER, NODES, PROD, SANDBOX, USUAL } from "../../test/fixture";
import { fakeRust, type World } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { AccountAccess } from "./AccountAccess";
import { useConsole } from "./useConsole";

const ACCOUNT = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === LEDGER)!;

function Stage({ node, onWish }: { node: AccountNode; onWish: () => void }) {
  const { open, opening } = useConsole(SANDBOX);
  return (
    <AccountAccess
      connection={SANDBOX}
      account={node}
      busy={opening.includes(node.id)}
      onOpen={(role) => void open(node.id, node.name, role)}
      onWish={onWish}
    />
  );
}

function draw(change: Partial<World> = {}, answers: Parameters<typeof fakeRust>[1] = {}, node = ACCOUNT) {
  const rust = fakeRust(change, answers);
  const onWish = vi.fn();
  return { rust, onWish, ...showWithToasts(<Stage node={node} onWish={onWish} />) };
}

const openConsole = () => screen.getByRole("button", { name: "Open console" });
const openMenu = () => screen.getByRole("button", { name: "Other ways in" });

test("the console opens as remembered, and says so", async () => {
  const { rust, person } = draw();
  expect(await screen.findByText("OrganizationAccountAccessRole")).toBeInTheDocument();
  await person.click(openConsole());
  expect(await screen.findByText("The console of ledger opens in your browser")).toBeInTheDocument();
  expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, null, false]]);
});

test("what is remembered stands below the button, as far as it is not usual", async () => {
  draw({
    choices: {
      ...CHOICES,
      remembered: true,
      options: {
        role: "Auditor",
        destination: { kind: "service", id: "ec2", region: "eu-west-1" },
        durationSeconds: 5400,
        browser: "firefox",
        profile: "work",
        container: "Prod",
        session: "logOutFirst",
      },
    },
  });
  const words = await screen.findByText("Auditor");
  await waitFor(() =>
    expect(words.parentElement).toHaveTextContent(
      /^as Auditor · EC2 in eu-west-1 · 1 hour 30 minutes · Firefox · profile work · container Prod · log out first$/,
    ),
  );
});

test("another role opens it this once, with everything else as remembered", async () => {
  const options = { ...USUAL, browser: FIREFOX.id, profile: "work" };
  const { rust, person } = draw({ choices: { ...CHOICES, options } });
  await screen.findByText("OrganizationAccountAccessRole");
  await person.click(openMenu());
  expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
    "Open as Auditor",
    "Copy sign-in link…",
    "Copy Canopy link",
    "Switch-role link…",
  ]);
  await person.click(screen.getByRole("menuitem", { name: "Open as Auditor" }));
  await waitFor(() =>
    expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, { ...options, role: "Auditor" }, false]]),
  );
});

test("options, sign-in links and switch-role links have dialogs of their own", async () => {
  const { person, onWish } = draw();
  await screen.findByText("OrganizationAccountAccessRole");
  await person.click(screen.getByRole("button", { name: "Options…" }));
  expect(onWish).toHaveBeenLastCalledWith({ do: "options", account: LEDGER });
  await person.click(openMenu());
  await person.click(screen.getByRole("menuitem", { name: "Copy sign-in link…" }));
  expect(onWish).toHaveBeenLastCalledWith({ do: "copyLink", account: LEDGER, options: null });
  await person.click(openMenu());
  await person.click(screen.getByRole("menuitem", { name: "Switch-role link…" }));
  expect(onWish).toHaveBeenLastCalledWith({ do: "switchRole", accounts: [LEDGER] });
});

test("the Canopy link of what is remembered is copied, for it holds no secret", async () => {
  const { rust, person } = draw();
  await screen.findByText("OrganizationAccountAccessRole");
  await person.click(openMenu());
  await person.click(screen.getByRole("menuitem", { name: "Copy Canopy link" }));
  expect(
    await screen.findByText("Canopy link to ledger copied; whoever opens it in Canopy is asked first"),
  ).toBeInTheDocument();
  expect(rust.asked("consoleLinkFor")).toEqual([[SANDBOX, LEDGER, USUAL]]);
  expect(rust.asked("copyText")).toEqual([[`canopy://console/${LEDGER}`]]);
});

test("the star makes the account a favourite, and none any more", async () => {
  const { rust, person, client } = draw();
  await person.click(await screen.findByRole("button", { name: "Favourite", pressed: false }));
  await waitFor(() => expect(rust.world.favourites).toEqual([LEDGER]));
  await client.invalidateQueries({ queryKey: ["access"] });
  await person.click(await screen.findByRole("button", { name: "Favourite", pressed: true }));
  await waitFor(() => expect(rust.world.favourites).toEqual([]));
});

test("an account that is closed has no console to open, and says why", async () => {
  const { rust, person } = draw({}, {}, account("000000000099", "gone", PROD, "CLOSED") as AccountNode);
  expect(openConsole()).toHaveAccessibleDescription("The account is closed");
  await person.click(openConsole());
  expect(rust.asked("openConsole")).toEqual([]);
});

test("a console that cannot be opened says what happened, what helps and the request id", async () => {
  const { rust, person } = draw();
  rust.refuse("openConsole", DENIED);
  await person.click(openConsole());
  const news = await screen.findByRole("region", { name: /Notifications/ });
  expect(news).toHaveTextContent("Could not open the console of ledger: not allowed to");
  expect(news).toHaveTextContent("Sign in with a role that grants it.");
  expect(news).toHaveTextContent("Request id 4f2c1a9e-0001");
});

test("without a browser, it says what to do instead", async () => {
  const { person } = draw({}, { openConsole: () => ({ opened: false, expiresAt: "2026-11-03T12:15:00Z" }) });
  await person.click(openConsole());
  expect(await screen.findByText("No browser could be opened for ledger; copy the link instead")).toBeInTheDocument();
});
