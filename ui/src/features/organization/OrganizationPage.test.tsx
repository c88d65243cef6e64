import { screen, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";

import {
  LEDGER,
  LOGS,
  NAMES,
  NODES,
  PLATFORM,
  PREVIEW,
  PROD,
  ROOT,
  SANDBOX,
  STAGING,
  treeOf,
  viewOf,
} from "../../test/fixture";
import { fakeRust, type World } from "../../test/rust";
import { activeName, fill, row, rowNames, selectedNames, showWithToasts } from "../../test/show";
import { OrganizationPage, type Wish } from "./OrganizationPage";

const CONSOLES = { favourites: new Set<string>(), toggle: vi.fn(), options: vi.fn() };

async function draw(change: Partial<World> = {}, wish: Wish | null = null) {
  const rust = fakeRust(change);
  const spies = {
    onReview: vi.fn(),
    onOpenConsole: vi.fn(),
    onDetails: vi.fn(),
    onSignIn: vi.fn(),
    onWishDone: vi.fn(),
    onRoles: vi.fn(),
  };
  const shown = showWithToasts(
    <OrganizationPage
      connection={SANDBOX}
      wish={wish}
      {...spies}
      consoles={CONSOLES}
      access={(account) => <p>Ways into {account.name}</p>}
    />,
  );
  // A dialog that a wish opens hides the rest from readers.
  await screen.findByRole("treegrid", { hidden: true });
  return { rust, ...spies, ...shown };
}

describe("the search", () => {
  test("filters as one types, keeps what is above, and says how many were found", async () => {
    const { person } = await draw();
    await person.type(screen.getByRole("searchbox"), "ledg");
    expect(rowNames()).toEqual(["Root", "Workloads", "prod", "ledger"]);
    expect(screen.getByText("1 found")).toBeInTheDocument();
    await person.type(screen.getByRole("searchbox"), "{Backspace}{Backspace}{Backspace}{Backspace}aws+p");
    expect(screen.getByText("2 found")).toBeInTheDocument();
  });

  test("opens closed branches while it lasts, and Escape brings the tree back as it was", async () => {
    const { person } = await draw({ viewState: { expanded: [ROOT], selected: [] } });
    const closed = ["Root", "Empty", "Platform", "Workloads", "acme", "old"];
    expect(rowNames()).toEqual(closed);
    await person.type(screen.getByRole("searchbox"), "payments");
    expect(rowNames()).toEqual(["Root", "Workloads", "prod", "payments"]);
    await person.keyboard("{Escape}");
    expect(rowNames()).toEqual(closed);
    expect(screen.getByRole("treegrid")).toHaveFocus();
  });

  test("that finds nothing says so and can be cleared", async () => {
    const { person } = await draw();
    await person.type(screen.getByRole("searchbox"), "zzz");
    expect(screen.getByText("Nothing fits “zzz”")).toBeInTheDocument();
    expect(screen.getByText("0 found")).toBeInTheDocument();
    await person.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(rowNames()).toEqual(NAMES);
  });

  test("has the keyboard after Ctrl F, and hands it to the tree with the arrow", async () => {
    const { person } = await draw();
    await person.keyboard("{Control>}f{/Control}");
    expect(screen.getByRole("searchbox")).toHaveFocus();
    await person.keyboard("network{ArrowDown}");
    expect(screen.getByRole("treegrid")).toHaveFocus();
  });
});

describe("the tree", () => {
  test("Enter opens an account's console, and opens or closes an OU", async () => {
    const { person, onOpenConsole } = await draw();
    await person.click(row("ledger"));
    await person.keyboard("{Enter}");
    expect(onOpenConsole).toHaveBeenCalledExactlyOnceWith(LEDGER);
    await person.click(row("prod"));
    await person.keyboard("{Enter}");
    expect(rowNames()).not.toContain("ledger");
    await person.keyboard("{Enter}");
    expect(rowNames()).toContain("ledger");
  });

  test("F2 on an account renames it after a review", async () => {
    const { person, onReview } = await draw();
    await person.click(row("ledger"));
    await person.keyboard("{F2}");
    const name = await screen.findByRole("textbox", { name: "Name" });
    await fill(person, name, "ledger-2");
    await person.keyboard("{Enter}");
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "renameAccount", account: LEDGER, name: "ledger-2" }]);
  });

  test("F2 on the root says that it keeps its name", async () => {
    const { person } = await draw();
    await person.click(row("Root"));
    await person.keyboard("{F2}");
    expect(await screen.findByText("The root keeps its name")).toBeInTheDocument();
  });

  test("an OU is cut and pasted whole, and says why not where it cannot go", async () => {
    const { person, onReview } = await draw();
    await person.click(row("prod"));
    await person.keyboard("{Control>}x{/Control}");
    await person.click(row("ledger"));
    await person.keyboard("{Control>}v{/Control}");
    expect(onReview).not.toHaveBeenCalled();
    await person.click(row("Platform"));
    await person.keyboard("{Control>}v{/Control}");
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "moveOu", ou: PROD, to: PLATFORM }]);
  });

  test.each([
    ["tag", "Tags of ledger"],
    ["move", "Move ledger"],
    ["renameSelected", "Rename ledger"],
    ["changeEmail", "Change the email of ledger"],
    ["createAccounts", "Create accounts from CSV"],
  ] as const)("the wish to %s opens its dialog for what is selected", async (what, title) => {
    await draw({ viewState: { expanded: null, selected: [LEDGER] } }, { do: what });
    expect(await screen.findByRole("dialog", { name: title })).toBeInTheDocument();
  });

  test("the wishes to close and to remove go to review", async () => {
    const { onReview } = await draw({ viewState: { expanded: null, selected: [LEDGER, LOGS] } }, { do: "close" });
    expect(onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "closeAccount", account: LEDGER },
      { change: "closeAccount", account: LOGS },
    ]);
  });

  test("Delete plans to delete an empty OU, and says why another cannot be", async () => {
    const { person, onReview } = await draw();
    await person.click(row("prod"));
    await person.keyboard("{Delete}");
    const news = await screen.findByRole("region", { name: /Notifications/ });
    expect(news).toHaveTextContent("It holds 2 accounts");
    expect(onReview).not.toHaveBeenCalled();
    await person.click(row("Empty"));
    await person.keyboard("{Delete}");
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "deleteOu", ou: "ou-ex01-empty0001" }]);
  });

  test("Ctrl A selects every account that is shown, and Escape none", async () => {
    const { person } = await draw();
    await person.click(row("prod"));
    await person.keyboard("{Control>}a{/Control}");
    expect(selectedNames()).toEqual(NODES.filter(({ kind }) => kind === "account").map(({ name }) => name));
    await person.keyboard("{Escape}");
    expect(selectedNames()).toEqual([]);
  });

  test("cut accounts are pasted where the keyboard is, as a plan of moves", async () => {
    const { person, onReview } = await draw();
    await person.click(row("preview"));
    await person.keyboard("{Control>}x{/Control}");
    const bar = screen.getByRole("region", { name: "Cut" });
    expect(bar).toHaveTextContent("preview cut. preview stands in staging already");
    expect(row("preview")).toHaveClass("ghost");
    await person.click(row("prod"));
    expect(bar).toHaveTextContent("Press Ctrl V to move to prod");
    await person.keyboard("{Control>}v{/Control}");
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "moveAccount", account: PREVIEW, to: PROD }]);
    expect(bar).not.toBeInTheDocument();
  });

  test("what was cut is put back by Escape", async () => {
    const { person, onReview } = await draw();
    await person.click(row("preview"));
    await person.keyboard("{Control>}x{/Control}{Escape}");
    expect(screen.queryByRole("region", { name: "Cut" })).not.toBeInTheDocument();
    await person.click(row("prod"));
    await person.keyboard("{Control>}v{/Control}");
    expect(await screen.findByText("Nothing was cut")).toBeInTheDocument();
    expect(onReview).not.toHaveBeenCalled();
  });

  test("a menu that is opened beside the selection cuts its own row, not the selection", async () => {
    const { person } = await draw();
    await person.click(row("ledger"));
    await person.keyboard("{Control>}{ArrowDown}{/Control}{Shift>}{F10}{/Shift}");
    const menu = await screen.findByRole("menu", { name: "Actions for payments" });
    await person.click(within(menu).getByRole("menuitem", { name: /^Cut/ }));
    expect(screen.getByRole("region", { name: "Cut" })).toHaveTextContent("payments cut.");
  });

  test("what is open and selected is remembered", async () => {
    const { person, rust } = await draw({ viewState: { expanded: [ROOT, "ou-ex01-platform1"], selected: [LOGS] } });
    expect(selectedNames()).toEqual(["log-archive"]);
    expect(rowNames()).not.toContain("prod");
    await person.click(row("network"));
    await vi.waitFor(() => expect(rust.asked("saveViewState").at(-1)?.[1].selected).toEqual(["000000000012"]));
  });
});

describe("wishes", () => {
  test("a place is shown: its branches open, it is selected and the tree has the keyboard", async () => {
    const { onWishDone } = await draw({ viewState: { expanded: [ROOT], selected: [] } }, { do: "reveal", id: PREVIEW });
    expect(selectedNames()).toEqual(["preview"]);
    expect(activeName()).toBe("preview");
    expect(screen.getByRole("treegrid")).toHaveFocus();
    expect(onWishDone).toHaveBeenCalled();
  });

  test("everything is collapsed to the root's own", async () => {
    await draw({}, { do: "collapseAll" });
    expect(rowNames()).toEqual(["Root", "Empty", "Platform", "Workloads", "acme", "old"]);
  });
});

describe("loading", () => {
  const progress = {
    accounts: 3,
    ous: 1,
    calls: 4,
    throttled: 0,
    seconds: 5,
    secondsLeft: 15,
    firstRowsMs: 80,
  };

  test("tells how far it is and can be stopped", async () => {
    const { person, rust } = await draw({ view: { ...viewOf(), loading: progress } });
    expect(screen.getByText("Loading · 3 accounts, 1 OU · about 15 s left")).toBeInTheDocument();
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25");
    await person.click(screen.getByRole("button", { name: "Stop loading" }));
    expect(rust.asked("cancelRefresh")).toEqual([[SANDBOX]]);
  });

  test("that failed says why above what is known, and is tried again", async () => {
    const failure = { code: "throttled", message: "AWS asks to slow down", hint: "Wait.", requestId: "88" } as const;
    const { person, rust } = await draw({ view: { ...viewOf(), failure } });
    const note = screen.getByRole("region", { name: "The load failed" });
    expect(note).toHaveTextContent("AWS asks to slow down");
    expect(note).toHaveTextContent("Request id 88");
    await person.click(within(note).getByRole("button", { name: "Try again" }));
    expect(rust.asked("refresh")).toEqual([[SANDBOX]]);
  });

  test("a tree of which not everything was read says so", async () => {
    await draw({ view: { ...viewOf(), tree: { ...treeOf(), complete: false } } });
    expect(screen.getByText(/^As of .*, incomplete$/)).toBeInTheDocument();
  });

  test("what changed since the last look is told, shown in the tree and dismissed", async () => {
    const moved = {
      kind: "moved",
      node: PREVIEW,
      name: "preview",
      from: "/Platform",
      to: "/Workloads/staging",
    } as const;
    const { person } = await draw({ view: { ...viewOf(), differences: [moved] } });
    const bar = screen.getByRole("region", { name: "What changed" });
    expect(bar).toHaveTextContent("1 moved");
    await person.click(within(bar).getByRole("button", { name: "Show the list" }));
    await person.click(within(bar).getByRole("button", { name: "preview" }));
    expect(selectedNames()).toEqual(["preview"]);
    await person.click(within(bar).getByRole("button", { name: "Dismiss" }));
    expect(bar).not.toBeInTheDocument();
  });
});

test("an organization that cannot be read says why, and is read again", async () => {
  const rust = fakeRust();
  rust.refuse("organization", { code: "unexpected", message: "the store is locked", requestId: "12" });
  const spies = {
    onReview: vi.fn(),
    onOpenConsole: vi.fn(),
    onDetails: vi.fn(),
    onSignIn: vi.fn(),
    onWishDone: vi.fn(),
    onRoles: vi.fn(),
  };
  const { person } = showWithToasts(
    <OrganizationPage connection={SANDBOX} wish={null} {...spies} consoles={CONSOLES} access={() => STAGING} />,
  );
  expect(await screen.findByRole("alert")).toHaveTextContent("The store is lockedRequest id 12");
  await person.click(screen.getByRole("button", { name: "Try again" }));
  expect(rust.asked("organization")).toHaveLength(2);
});

test("an account that is known not to let Canopy in is marked in the tree, others are not", async () => {
  const found = (
    account: string,
    readiness: "denied" | "probablyMissing" | "assumable" | "unknown",
    role?: string,
  ) => ({
    account,
    role: role ?? "OrganizationAccountAccessRole",
    readiness,
    words: `words of ${account}`,
    fix: "tryAgain" as const,
    checkedAt: "2026-11-03T12:00:00Z",
  });
  await draw({
    readiness: {
      roles: [],
      rows: [
        found(LEDGER, "probablyMissing"),
        found(LOGS, "denied"),
        found(PREVIEW, "unknown"),
        found(PREVIEW, "denied", "Auditor"),
      ],
      progress: null,
      asOf: null,
      unfinished: false,
      failure: null,
    },
  });
  const marks = (await screen.findAllByText(/^OrganizationAccountAccessRole: /)).map((mark) => [
    mark.closest("[role=row]")?.querySelector(".text")?.textContent,
    mark.textContent,
  ]);
  expect(marks).toEqual([
    ["log-archive", "OrganizationAccountAccessRole: Denied"],
    ["ledger", "OrganizationAccountAccessRole: Probably missing"],
  ]);
  expect(screen.getByTitle(/words of 000000000021/)).toBeInTheDocument();
});
