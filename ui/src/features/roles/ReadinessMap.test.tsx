import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { ReadinessView } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { DENIED, LEDGER, LOGS, MANAGEMENT, NETWORK, PREVIEW, SANDBOX, treeOf } from "../../test/fixture";
import { DEFAULT_ROLE, foundOf } from "../../test/roles";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { ReadinessMap } from "./ReadinessMap";

const NOTHING: ReadinessView = { roles: [], rows: [], progress: null, asOf: null, unfinished: false, failure: null };
const KNOWN: ReadinessView = {
  ...NOTHING,
  roles: ["Auditor", DEFAULT_ROLE],
  rows: [
    foundOf(MANAGEMENT),
    foundOf(LOGS, { readiness: "denied", words: "A service control policy denies `sts:AssumeRole`." }),
    foundOf(LEDGER, { readiness: "probablyMissing", words: "AWS refused." }),
    foundOf(NETWORK, { readiness: "unknown", words: "No answer." }),
    foundOf(PREVIEW),
    foundOf(PREVIEW, { role: "Auditor", readiness: "probablyMissing", fix: "createRole" }),
  ],
  asOf: "2026-11-03T12:00:00Z",
};

async function draw(view: Partial<ReadinessView> = {}) {
  const rust = fakeRust({ readiness: { ...KNOWN, ...view } });
  const spies = { onReview: vi.fn(), onReveal: vi.fn(), onRoles: vi.fn() };
  const shown = showWithToasts(<ReadinessMap connection={SANDBOX} index={indexTree(treeOf())} {...spies} />);
  return { rust, ...spies, ...shown };
}

const grid = () => screen.findByRole("grid", { name: "Roles by account" });
/** The grid's lines: heads as they are, accounts with their cells. */
async function lines(): Promise<string[]> {
  return within(await grid())
    .getAllByRole("row")
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole("gridcell")
        .map((cell) => cell.textContent)
        .join(" | "),
    );
}
const button = (name: string | RegExp) => screen.getByRole("button", { name });

test("before anything was asked, it says what this is good for, how long it takes, and begins", async () => {
  const { person, rust } = await draw(NOTHING);
  expect(await screen.findByText(/20 a second, 5 accounts in about 1 s/)).toBeInTheDocument();
  await person.click(button("Find out…"));
  expect(screen.getByRole("checkbox", { name: DEFAULT_ROLE })).toBeChecked();
  await person.click(button("Find out"));
  expect(rust.asked("startReadiness")).toEqual([
    [SANDBOX, { roles: [DEFAULT_ROLE], accounts: null, rate: 20, afresh: false }],
  ]);
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});

test("accounts stand under their OU with a word for each role, the default role first, and what helps", async () => {
  await draw();
  const columns = within(await grid()).getAllByRole("columnheader");
  expect(columns.map((column) => column.textContent)).toEqual(["Account", "Id", DEFAULT_ROLE, "Auditor", "What helps"]);
  expect(await lines()).toEqual([
    "Root 1",
    `acme | ${MANAGEMENT} | Assumable | Not asked | Ask now`,
    "Platform 2",
    `log-archive | ${LOGS} | Denied | Not asked | Check policies`,
    `network | ${NETWORK} | Unknown | Not asked | Try again`,
    "Workloads / prod 1",
    `ledger | ${LEDGER} | Probably missing | Not asked | Make the first role…`,
    "Workloads / staging 1",
    `preview | ${PREVIEW} | Assumable | Probably missing | Create role…`,
  ]);
});

test("states are counted, and choosing one shows its accounts only", async () => {
  const { person } = await draw();
  const states = await screen.findByRole("radiogroup", { name: "Accounts by state" });
  expect(
    within(states)
      .getAllByRole("radio")
      .map((each) => each.parentElement?.closest("label")?.textContent),
  ).toEqual(["All5", "Assumable2", "Probably missing2", "Denied1", "Unknown1", "Not asked4"]);
  await person.click(within(states).getByRole("radio", { name: /^Denied/ }));
  expect(await lines()).toEqual(["Platform 1", `log-archive | ${LOGS} | Denied | Not asked | Check policies`]);
  await person.type(screen.getByRole("searchbox"), "ledger");
  await person.click(await screen.findByRole("button", { name: "Show all" }));
  expect(await lines()).toHaveLength(9);
});

test("a search finds accounts by name, id and OU, and says how many", async () => {
  const { person } = await draw();
  await grid();
  await person.type(screen.getByRole("searchbox"), "workloads");
  expect(await screen.findByText("2 found")).toBeInTheDocument();
  await person.click(button("Create role in 2 accounts…"));
});

test("a cell that is chosen tells what AWS answered and what helps", async () => {
  const { person, onRoles, onReveal } = await draw();
  await grid();
  expect(screen.getByText("What the states mean")).toBeInTheDocument();
  await person.click(screen.getByText("Denied", { selector: "[role=gridcell] *" }));
  const details = screen.getByRole("complementary", { name: "Details" });
  expect(details).toHaveTextContent("log-archive");
  expect(details).toHaveTextContent("A service control policy denies sts:AssumeRole.");
  await person.click(within(details).getByRole("button", { name: "Check policies" }));
  expect(onReveal).toHaveBeenCalledExactlyOnceWith(LOGS);
  await person.click(screen.getByText("preview"));
  expect(details).toHaveTextContent("Auditor");
  await person.click(within(details).getByRole("button", { name: "Edit trust…" }));
  expect(onRoles).toHaveBeenCalledExactlyOnceWith({ do: "editTrust", accounts: [PREVIEW], role: "Auditor" });
});

test("a row's own fix leads to what helps", async () => {
  const { person, onRoles, rust } = await draw();
  await grid();
  await person.click(button(`Make the first role: ${DEFAULT_ROLE} in ledger`));
  expect(onRoles).toHaveBeenCalledExactlyOnceWith({ do: "bootstrap", account: LEDGER, role: DEFAULT_ROLE });
  await person.click(button(`Try again: ${DEFAULT_ROLE} in network`));
  expect(rust.asked("startReadiness")).toEqual([
    [SANDBOX, { roles: [DEFAULT_ROLE], accounts: [NETWORK], rate: null, afresh: true }],
  ]);
});

test("arrows move from account to account and from role to role, Enter does what helps", async () => {
  const { person, onRoles, onReveal } = await draw();
  (await grid()).focus();
  const active = async () => document.getElementById((await grid()).getAttribute("aria-activedescendant") ?? "");
  await person.keyboard("{ArrowDown}{ArrowDown}");
  expect((await active())?.closest("[role=row]")).toHaveTextContent("log-archive");
  await person.keyboard("{Enter}");
  expect(onReveal).toHaveBeenCalledExactlyOnceWith(LOGS);
  await person.keyboard("{End}{ArrowRight}");
  expect(await active()).toHaveAttribute("aria-selected", "true");
  expect((await active())?.closest("[role=row]")).toHaveTextContent("preview");
  await person.keyboard("{Enter}");
  expect(onRoles).toHaveBeenCalledExactlyOnceWith({ do: "create", accounts: [PREVIEW], name: "Auditor" });
  await person.keyboard("{ArrowLeft}{Home}");
  expect((await active())?.closest("[role=row]")).toHaveTextContent("acme");
  await person.keyboard("{ArrowUp}");
  expect((await active())?.closest("[role=row]")).toHaveTextContent("acme");
});

test("while it asks, it says how far it is, how long it takes and how fast, and can be stopped", async () => {
  const { person, rust } = await draw({ progress: { done: 312, total: 1000, secondsLeft: 35, rate: 20 } });
  expect(await screen.findByText("312 of 1,000 · about 35 s left · 20 a second")).toBeInTheDocument();
  expect(screen.getByRole("progressbar", { name: "Finding out" })).toHaveAttribute("aria-valuenow", "31");
  expect(screen.queryByRole("button", { name: /^Go on/ })).not.toBeInTheDocument();
  await person.click(button("Cancel"));
  expect(rust.asked("cancelReadiness")).toEqual([[SANDBOX]]);
});

test("what is left is asked later, and what is known is not asked again", async () => {
  const { person, rust } = await draw({ unfinished: true });
  await person.click(await screen.findByRole("button", { name: "Go on, 5 left" }));
  expect(rust.asked("startReadiness")).toEqual([
    [SANDBOX, { roles: [DEFAULT_ROLE, "Auditor"], accounts: null, rate: null, afresh: false }],
  ]);
});

test("what is unknown is asked again", async () => {
  await draw({ roles: [DEFAULT_ROLE] });
  expect(await screen.findByRole("button", { name: "Ask again for 1" })).toBeInTheDocument();
});

test("roles, place and pace are chosen, and the time that takes is told", async () => {
  const { person, rust } = await draw();
  await person.click(await screen.findByRole("button", { name: "Find out…" }));
  const add = screen.getByRole("textbox", { name: "Another role" });
  await person.type(add, "Read Only");
  expect(add).toHaveAccessibleDescription(/Letters, digits/);
  await person.clear(add);
  await person.type(add, "Deploy{Enter}");
  expect(screen.getByRole("checkbox", { name: "Deploy" })).toBeChecked();
  await person.click(screen.getByRole("checkbox", { name: "Auditor" }));
  await person.click(
    within(screen.getByRole("radiogroup", { name: "Calls a second" })).getByRole("radio", { name: "5" }),
  );
  await person.click(screen.getByRole("button", { name: "Show the choices Where" }));
  await person.click(screen.getByRole("option", { name: "Platform" }));
  await person.click(screen.getByRole("checkbox", { name: "Ask again where it is known" }));
  expect(screen.getByText("2 accounts × 2 roles: about 1 s at most")).toBeInTheDocument();
  await person.click(button("Find out"));
  expect(rust.asked("startReadiness")).toEqual([
    [SANDBOX, { roles: [DEFAULT_ROLE, "Deploy"], accounts: [LOGS, NETWORK], rate: 5, afresh: true }],
  ]);
});

test("a run that ended by itself says why", async () => {
  await draw({ failure: DENIED });
  expect(await screen.findByRole("alert")).toHaveTextContent("Sign in with a role that grants it.");
});

test("what cannot begin says why, and the dialog stays", async () => {
  const { person, rust } = await draw();
  rust.refuse("startReadiness", DENIED);
  await person.click(await screen.findByRole("button", { name: "Find out…" }));
  await person.click(button("Find out"));
  expect(await screen.findByText(/Could not find out which roles can be assumed/)).toBeInTheDocument();
  expect(screen.getByRole("dialog")).toBeInTheDocument();
});

test("a map that cannot be read says why", async () => {
  const rust = fakeRust();
  rust.refuse("readiness", DENIED);
  const spies = { onReview: vi.fn(), onReveal: vi.fn(), onRoles: vi.fn() };
  showWithToasts(<ReadinessMap connection={SANDBOX} index={indexTree(treeOf())} {...spies} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed to");
  expect(button("Try again")).toBeInTheDocument();
});
