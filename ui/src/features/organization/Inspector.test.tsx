import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import {
  EMPTY,
  LEDGER,
  LOGS,
  MANAGEMENT,
  ORGANIZATION,
  PAYMENTS,
  PROD,
  ROOT,
  SANDBOX,
  treeOf,
} from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { show } from "../../test/show";
import { Inspector } from "./Inspector";

function draw(...selected: string[]) {
  const rust = fakeRust();
  const actions = {
    createOu: vi.fn(),
    createAccount: vi.fn(),
    renameOu: vi.fn(),
    deleteOu: vi.fn(),
    move: vi.fn(),
  };
  const shown = show(
    <Inspector
      connection={SANDBOX}
      organization={ORGANIZATION}
      index={indexTree(treeOf())}
      selected={selected}
      actions={actions}
      access={(account) => <p>Ways into {account.name}</p>}
    />,
  );
  return { rust, ...actions, ...shown };
}

/** What the facts say, by their names. */
function facts(): Record<string, string> {
  return Object.fromEntries(
    screen.getAllByRole("term").map((term) => [term.textContent ?? "", term.nextElementSibling?.textContent ?? ""]),
  );
}

test("an account shows everything known of it", () => {
  draw(PAYMENTS);
  expect(screen.getByRole("heading", { name: "payments" })).toBeInTheDocument();
  expect(facts()).toEqual({
    State: "Suspended",
    "Account id": PAYMENTS,
    Email: "aws+payments@example.com",
    Path: "Workloads / prod / payments",
    ARN: `arn:aws:organizations::${MANAGEMENT}:account/o-example001/${PAYMENTS}`,
    Joined: "Created, Mar 14, 2026",
  });
  expect(screen.getByText("Ways into payments")).toBeInTheDocument();
});

test.each([
  ["account id", LEDGER],
  ["email", "aws+ledger@example.com"],
  ["path", "/Workloads/prod/ledger"],
  ["arn", `arn:aws:organizations::${MANAGEMENT}:account/o-example001/${LEDGER}`],
])("an account's %s is copied by its button", async (what, text) => {
  const { person, rust } = draw(LEDGER);
  await person.click(screen.getByRole("button", { name: `Copy ${what}` }));
  expect(rust.asked("copyText")).toEqual([[text]]);
  expect(await screen.findByRole("button", { name: `Copied ${what}` })).toBeInTheDocument();
});

test("the management account is called so", () => {
  draw(MANAGEMENT);
  expect(screen.getByText("Management account")).toBeInTheDocument();
});

test("tags are read once the selection has rested, and shown", async () => {
  const { rust } = draw(LEDGER);
  expect(rust.asked("tags"), "arrow keys pass over many accounts").toEqual([]);
  expect(await screen.findByText("team = core")).toBeInTheDocument();
  expect(rust.asked("tags")).toEqual([[SANDBOX, LEDGER]]);
});

test("tags that cannot be read say why", async () => {
  const { rust } = draw(LEDGER);
  rust.refuse("tags", { code: "denied", message: "not allowed to list tags", requestId: "4f" });
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed to list tagsRequest id 4f");
});

test("an account is moved from here", async () => {
  const { person, move } = draw(LEDGER);
  await person.click(screen.getByRole("button", { name: "Move to…" }));
  expect(move).toHaveBeenCalledExactlyOnceWith([LEDGER]);
});

test("an OU shows its facts and counts, and is renamed; one that holds accounts says why it is not deleted", async () => {
  const { person, renameOu, deleteOu } = draw(PROD);
  expect(facts()).toMatchObject({ "OU id": PROD, Path: "Workloads / prod" });
  const counts = screen.getByRole("heading", { name: "Accounts" }).parentElement!;
  expect(counts).toHaveTextContent("In all2Directly in it2OUs below0Active1Suspended1");
  await person.click(screen.getByRole("button", { name: "Rename" }));
  expect(renameOu).toHaveBeenCalledExactlyOnceWith(PROD);
  const remove = screen.getByRole("button", { name: "Delete" });
  expect(remove).toHaveAccessibleDescription("It holds 2 accounts");
  await person.click(remove);
  expect(deleteOu).not.toHaveBeenCalled();
});

test("an empty OU can be deleted, and something made in it", async () => {
  const { person, deleteOu, createAccount, createOu } = draw(EMPTY);
  await person.click(screen.getByRole("button", { name: "Delete" }));
  expect(deleteOu).toHaveBeenCalledExactlyOnceWith(EMPTY);
  await person.click(screen.getByRole("button", { name: "New account" }));
  expect(createAccount).toHaveBeenCalledExactlyOnceWith(EMPTY);
  await person.click(screen.getByRole("button", { name: "New OU" }));
  expect(createOu).toHaveBeenCalledExactlyOnceWith(EMPTY);
});

test("the root shows the organization, and can be neither renamed nor deleted", () => {
  draw(ROOT);
  expect(facts()).toEqual({
    "Root id": ROOT,
    Organization: "o-example001",
    Management: MANAGEMENT,
    Features: "All features",
  });
  expect(screen.queryByRole("button", { name: "Rename" })).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Delete" })).not.toBeInTheDocument();
});

test("several accounts are named, moved and copied together", async () => {
  const { person, rust, move } = draw(LEDGER, PAYMENTS, LOGS);
  expect(screen.getByText("3 accounts selected")).toBeInTheDocument();
  expect(screen.getByRole("heading", { name: "ledger, payments, log-archive" })).toBeInTheDocument();
  expect(facts()["In"]).toBe("2 places");
  await person.click(screen.getByRole("button", { name: "Copy ids" }));
  expect(rust.asked("copyText")).toEqual([[`${LEDGER}\n${PAYMENTS}\n${LOGS}`]]);
  await person.click(screen.getByRole("button", { name: "Move to…" }));
  expect(move).toHaveBeenCalledExactlyOnceWith([LEDGER, PAYMENTS, LOGS]);
});

test("accounts and OUs together cannot be moved, and say why", () => {
  draw(LEDGER, PROD);
  expect(screen.getByText("2 things selected")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Move to…" })).toHaveAccessibleDescription(
    "An OU cannot be moved in this version",
  );
});

test("with nothing selected it says what to do", () => {
  draw();
  const side = screen.getByRole("complementary", { name: "Details" });
  expect(within(side).getByText(/Select an account to open its console/)).toHaveTextContent(
    "7 accounts stand in 5 OUs.",
  );
});
