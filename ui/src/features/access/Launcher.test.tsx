import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { type ConsoleSession, type Node } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import {
  account,
  DENIED,
  LEDGER,
  LOGS,
  NETWORK,
  NODES,
  PREVIEW,
  PROD,
  ROOT,
  SANDBOX,
  treeOf,
  USUAL,
} from "../../test/fixture";
import { fakeRust, type World } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { Launcher } from "./Launcher";

const AT = "2026-11-03T12:00:00Z";

function draw(
  change: Partial<World> = {},
  nodes: readonly Node[] = NODES,
  answers: Parameters<typeof fakeRust>[1] = {},
) {
  const rust = fakeRust(change, answers);
  const spies = { onReveal: vi.fn(), onWish: vi.fn() };
  const shown = showWithToasts(<Launcher connection={SANDBOX} index={indexTree(treeOf(nodes))} {...spies} />);
  return { rust, ...spies, ...shown };
}

const search = () => screen.getByRole("searchbox", { name: "Search the accounts" });
const grid = () => screen.getByRole("grid", { name: "Accounts" });
const lines = () =>
  within(grid())
    .getAllByRole("row")
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole("gridcell")
        .map((cell) => cell.textContent?.trim()),
    )
    .map((cells) => (cells.length === 1 ? cells[0] : cells[2]));
const line = (name: string) => within(grid()).getByText(name).closest<HTMLElement>("[role=row]")!;
const here = () => {
  const id = grid().getAttribute("aria-activedescendant") ?? "";
  return document.getElementById(id)?.querySelector("[aria-colindex='3']")?.textContent;
};
const selected = () =>
  within(grid())
    .getAllByRole("row", { selected: true })
    .map((row) => row.querySelector("[aria-colindex='3']")?.textContent);
const details = () => screen.getByRole("complementary", { name: "Details" });

test("the search has the keyboard, and Enter opens the first account that fits", async () => {
  const { rust, person } = draw();
  expect(search()).toHaveFocus();
  await person.keyboard("ledg");
  expect(lines()).toEqual(["ledger"]);
  expect(screen.getByText("1 found")).toBeInTheDocument();
  await person.keyboard("{Enter}");
  expect(await screen.findByText("The console of ledger opens in your browser")).toBeInTheDocument();
  expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, null, false]]);
});

test("favourites stand first, then what was opened last with its age, then the others", async () => {
  draw({ favourites: [PREVIEW], recents: [{ account: LEDGER, role: "Auditor", at: new Date().toISOString() }] });
  await screen.findByText("Favourites");
  expect(lines()).toEqual([
    "Favourites 1",
    "preview",
    "Recent 1",
    "ledger",
    "Other accounts 5",
    "log-archive",
    "network",
    "payments",
    "acme",
    "old",
  ]);
  expect(line("ledger")).toHaveTextContent("just now");
  expect(here()).toBe("preview");
});

test("arrows move among accounts and past the heads of groups; Up from the first goes back to the search", async () => {
  const { person } = draw({ favourites: [PREVIEW] });
  await screen.findByText("Favourites");
  await person.keyboard("{ArrowDown}");
  expect(grid()).toHaveFocus();
  expect(here()).toBe("preview");
  await person.keyboard("{ArrowDown}");
  expect(here()).toBe("log-archive");
  await person.keyboard("{End}");
  expect(here()).toBe("old");
  await person.keyboard("{Home}{ArrowUp}");
  expect(search()).toHaveFocus();
});

test("what is typed in the list goes on in the search", async () => {
  const { person } = draw();
  await person.keyboard("{ArrowDown}{ArrowDown}");
  expect(grid()).toHaveFocus();
  await person.keyboard("prev");
  expect(search()).toHaveFocus();
  expect(search()).toHaveValue("prev");
  expect(lines()).toEqual(["preview"]);
});

test("several are selected with Space, and Enter opens them in one go", async () => {
  const { rust, person } = draw();
  await person.keyboard("{ArrowDown} {ArrowDown}{ArrowDown} ");
  expect(selected()).toEqual(["log-archive", "ledger"]);
  expect(within(details()).getByRole("heading", { name: "2 accounts" })).toBeInTheDocument();
  await person.keyboard("{Enter}");
  expect(await screen.findByText("2 consoles open in your browser")).toBeInTheDocument();
  expect(rust.asked("openConsoles")).toEqual([[SANDBOX, [LOGS, LEDGER], null]]);
});

test("Shift extends the selection, Escape takes it back, and then leads to the search", async () => {
  const { person } = draw();
  await person.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  expect(selected()).toEqual(["log-archive", "network", "ledger"]);
  await person.keyboard("{Escape}");
  expect(within(grid()).queryAllByRole("row", { selected: true })).toEqual([]);
  await person.keyboard("{Escape}");
  expect(search()).toHaveFocus();
});

test("the button opens what the pointer selected", async () => {
  const { rust, person } = draw();
  await person.click(line("ledger").querySelector("[data-part=select]")!);
  await person.click(line("preview").querySelector("[data-part=select]")!);
  await person.click(within(details()).getByRole("button", { name: "Open 2 consoles" }));
  await waitFor(() => expect(rust.asked("openConsoles")).toEqual([[SANDBOX, [LEDGER, PREVIEW], null]]));
});

test("of several, those that failed say why, each by name", async () => {
  const { person } = draw({}, NODES, {
    openConsoles: (_, accounts) =>
      accounts.map((each, nth) => ({
        account: each,
        opened: nth === 0 ? { opened: true, expiresAt: AT } : null,
        failure: nth === 0 ? null : DENIED,
      })),
  });
  await person.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Enter}");
  expect(await screen.findByText("1 console opens in your browser")).toBeInTheDocument();
  expect(await screen.findByText("Could not open 2 of 3 consoles")).toBeInTheDocument();
  expect(screen.getByText(/^network: not allowed to/)).toBeInTheDocument();
  expect(screen.getByText(/^ledger: not allowed to/)).toBeInTheDocument();
});

test("more than ten are not opened in one go, and it says so", async () => {
  const many = Array.from({ length: 12 }, (_, nth) => account(String(nth).padStart(12, "0"), `account-${nth}`, ROOT));
  const { rust, person } = draw({}, [...NODES.slice(0, 1), ...many]);
  await person.keyboard("{ArrowDown}{Control>}a{/Control}");
  const open = within(details()).getByRole("button", { name: "Open 12 consoles" });
  expect(open).toHaveAccessibleDescription("Open at most 10 consoles in one go");
  await person.keyboard("{Enter}");
  expect(await screen.findAllByText("Open at most 10 consoles in one go")).not.toEqual([]);
  expect(rust.asked("openConsoles")).toEqual([]);
});

test("a closed account stays in the list, says so and does not open", async () => {
  const { rust, person } = draw();
  await person.keyboard("old");
  expect(line("old")).toHaveTextContent(/Closed$/);
  await person.keyboard("{Enter}");
  const news = await screen.findByRole("region", { name: /Notifications/ });
  expect(news).toHaveTextContent("The account is closed");
  expect(rust.asked("openConsole")).toEqual([]);
});

test("a favourite is made with its star or by key, and taken back the same way", async () => {
  const { rust, person, client } = draw();
  await person.click(line("ledger").querySelector("[data-part=star]")!);
  await waitFor(() => expect(rust.world.favourites).toEqual([LEDGER]));
  await client.invalidateQueries({ queryKey: ["access"] });
  await screen.findByText("Favourites");
  expect(line("ledger")).toHaveTextContent("Favourite");
  await person.click(line("network"));
  await person.keyboard("{Control>}d{/Control}");
  await waitFor(() => expect(rust.world.favourites).toEqual([LEDGER, NETWORK]));
  await client.invalidateQueries({ queryKey: ["access"] });
  await waitFor(() => expect(lines().slice(0, 3)).toEqual(["Favourites 2", "ledger", "network"]));
  await person.keyboard("{Control>}d{/Control}");
  await waitFor(() => expect(rust.world.favourites).toEqual([LEDGER]));
});

test("what is opened keeps its place, and stands among the recent ones after the next search", async () => {
  const { rust, person, client } = draw();
  await person.click(line("preview"));
  await person.keyboard("{Enter}");
  await screen.findByText("The console of preview opens in your browser");
  rust.world.recents = [{ account: PREVIEW, role: "Auditor", at: new Date().toISOString() }];
  await client.invalidateQueries({ queryKey: ["access"] });
  await within(grid()).findByText("just now");
  expect(lines()[0]).toBe("Accounts 7");
  await person.keyboard("x{Backspace}");
  await waitFor(() => expect(lines().slice(0, 2)).toEqual(["Recent 1", "preview"]));
});

test("a double click opens the account it is on", async () => {
  const { rust, person } = draw();
  await person.dblClick(line("preview"));
  await waitFor(() => expect(rust.asked("openConsole")).toEqual([[SANDBOX, PREVIEW, null, false]]));
});

test("where nothing fits it says so, and the search is cleared from there", async () => {
  const { person } = draw();
  await person.keyboard("zzz");
  expect(screen.getByText("No account fits “zzz”")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Clear the search" }));
  expect(search()).toHaveValue("");
  expect(lines()).toHaveLength(8);
});

test("sessions that run say how long they last, open again and go off the list", async () => {
  const soon = new Date(Date.now() + 12 * 60_000).toISOString();
  const session: ConsoleSession = {
    id: 7,
    account: LEDGER,
    role: "Auditor",
    openedAt: new Date(Date.now() - 48 * 60_000).toISOString(),
    endsAt: soon,
    browser: "firefox",
    destination: { kind: "service", id: "s3", region: "eu-west-1" },
    options: {
      ...USUAL,
      browser: "firefox",
      container: "Prod",
      destination: { kind: "service", id: "s3", region: "eu-west-1" },
    },
  };
  const { rust, person, client } = draw({ sessions: [session] });
  const card = screen.getByRole("region", { name: "Console sessions" });
  await within(card).findByText("12 min left");
  await waitFor(() => expect(card).toHaveTextContent("Auditor · S3 in eu-west-1 · Firefox"));
  expect(line("ledger")).toHaveTextContent("12 min left");
  await person.click(within(card).getByRole("button", { name: "Open ledger again" }));
  await waitFor(() =>
    expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, { ...session.options, role: "Auditor" }, false]]),
  );
  await person.click(within(card).getByRole("button", { name: "Take ledger off the list" }));
  expect(
    await screen.findByText("ledger is off the list; log out in the browser to end the session itself"),
  ).toBeInTheDocument();
  await client.invalidateQueries({ queryKey: ["access"] });
  expect(
    await within(card).findByText("None is running. What you open is listed here with the time that is left."),
  ).toBeInTheDocument();
});

test("only the rows in sight are in the document", async () => {
  const many = Array.from({ length: 10_000 }, (_, nth) =>
    account(String(nth).padStart(12, "0"), `service-${nth}`, PROD),
  );
  draw({}, [...NODES.filter((node) => node.kind !== "account"), ...many]);
  expect(grid()).toHaveAttribute("aria-rowcount", "10002");
  expect(within(grid()).getAllByRole("row").length).toBeLessThan(80);
});
