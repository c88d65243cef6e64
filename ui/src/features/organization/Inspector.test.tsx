import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { JobRecord, Step } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import {
  EMPTY,
  LEDGER,
  LOGS,
  MANAGEMENT,
  ORGANIZATION,
  PAYMENTS,
  jobOf,
  OLD,
  PROD,
  ROOT,
  SANDBOX,
  STAGING,
  stepOf,
  treeOf,
  WORKLOADS,
} from "../../test/fixture";
import { actionSpies } from "../../test/actions";
import { fakeRust } from "../../test/rust";
import { show } from "../../test/show";
import { Inspector } from "./Inspector";

function draw(first: string | string[] = [], second: string | JobRecord[] = [], ...more: string[]) {
  const selected = [first, typeof second === "string" ? second : [], more].flat();
  const rust = fakeRust({ jobs: typeof second === "string" ? [] : second });
  const actions = actionSpies();
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

test("accounts and OUs together are moved and tagged, but neither removed nor closed, which says why", async () => {
  const { person, move, tag, close } = draw(LEDGER, STAGING);
  expect(screen.getByText("2 things selected")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Move to…" }));
  expect(move).toHaveBeenCalledExactlyOnceWith([LEDGER, STAGING]);
  await person.click(screen.getByRole("button", { name: "Edit tags…" }));
  expect(tag).toHaveBeenCalledExactlyOnceWith([LEDGER, STAGING]);
  const closes = screen.getByRole("button", { name: "Close…" });
  expect(closes).toHaveAccessibleDescription("Only accounts can be closed");
  await person.click(closes);
  expect(close).not.toHaveBeenCalled();
});

test("several accounts are removed and closed as one", async () => {
  const { person, remove, close } = draw(LEDGER, LOGS);
  await person.click(screen.getByRole("button", { name: "Remove…" }));
  expect(remove).toHaveBeenCalledExactlyOnceWith([LEDGER, LOGS]);
  await person.click(screen.getByRole("button", { name: "Close…" }));
  expect(close).toHaveBeenCalledExactlyOnceWith([LEDGER, LOGS]);
});

test("an account is renamed, gets another email, is tagged, removed and closed from here", async () => {
  const { person, ...spies } = draw(LEDGER);
  for (const [name, spy, args] of [
    ["Rename…", spies.renameAccount, [LEDGER]],
    ["Email…", spies.changeEmail, [LEDGER]],
    ["Edit tags", spies.tag, [[LEDGER]]],
    ["Remove…", spies.remove, [[LEDGER]]],
    ["Close…", spies.close, [[LEDGER]]],
  ] as const) {
    await person.click(screen.getByRole("button", { name }));
    expect(spy).toHaveBeenCalledExactlyOnceWith(...args);
  }
});

test("what the management account cannot do is refused with its reason", () => {
  draw(MANAGEMENT);
  expect(screen.getByRole("button", { name: "Close…" })).toHaveAccessibleDescription(
    "The management account cannot be closed",
  );
  expect(screen.getByRole("button", { name: "Email…" })).toHaveAccessibleDescription(/in its console/);
});

test("policies are listed by kind with where they come from, and lead there", async () => {
  const { person, rust, reveal } = draw(LEDGER);
  await person.click(await screen.findByRole("button", { name: "Workloads" }));
  expect(reveal).toHaveBeenCalledExactlyOnceWith(WORKLOADS);
  expect(rust.asked("policies")).toEqual([[SANDBOX, LEDGER]]);
  expect(screen.getByText("1 of 5 attached here")).toBeInTheDocument();
  expect(screen.getByText("Service control policies")).toBeInTheDocument();
  expect(screen.getByTitle("Kept by AWS; it cannot be changed")).toHaveTextContent("AWS");
});

test("contacts are read when they are looked at, and edited one by one", async () => {
  const { person, rust, editContact } = draw(LEDGER);
  expect(rust.asked("accountDetails")).toEqual([]);
  await person.click(screen.getByRole("button", { name: "Alternate contacts" }));
  expect(await screen.findByText("Grace Hopper, Security lead")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Add the billing contact" }));
  expect(editContact).toHaveBeenCalledExactlyOnceWith(LEDGER, "BILLING", null);
});

test("regions are turned on and off together", async () => {
  const { person, review } = draw(LEDGER);
  await person.click(screen.getByRole("button", { name: "Regions" }));
  await person.click(await screen.findByRole("checkbox", { name: "ap-east-1" }));
  await person.click(screen.getByRole("checkbox", { name: "af-south-1" }));
  expect(screen.getByText("will be turned off")).toBeInTheDocument();
  expect(screen.getByRole("checkbox", { name: "eu-central-1" })).toBeDisabled();
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(review).toHaveBeenCalledExactlyOnceWith([
    { change: "setRegion", account: LEDGER, region: "ap-east-1", enabled: true },
    { change: "setRegion", account: LEDGER, region: "af-south-1", enabled: false },
  ]);
});

test("an email that waits for its code is told, and the code can be entered later", async () => {
  const step: Step = {
    action: "startEmailChange",
    account: LEDGER,
    from: "aws+ledger@example.com",
    to: "new@example.com",
  };
  const jobs = [jobOf("done", [stepOf("done", { step, endedAt: new Date().toISOString() })])];
  const { person, enterCode } = draw([LEDGER], jobs);
  expect(await screen.findByText("A one-time code was sent to new@example.com just now")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Enter the code…" }));
  expect(enterCode).toHaveBeenCalledExactlyOnceWith(LEDGER, "new@example.com");
});

test("a closed account says how long it is still shown", async () => {
  const step: Step = { action: "closeAccount", account: OLD };
  const closed = new Date(Date.now() - 20 * 86_400_000).toISOString();
  draw([OLD], [jobOf("done", [stepOf("done", { step, endedAt: closed })])]);
  expect(await screen.findByText("Closed · 70 days left")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Close…" })).toHaveAccessibleDescription("old is closed or being closed");
});

test("with nothing selected it says what to do", () => {
  draw();
  const side = screen.getByRole("complementary", { name: "Details" });
  expect(within(side).getByText(/Select an account to open its console/)).toHaveTextContent(
    "7 accounts stand in 5 OUs.",
  );
});

test("roles are made, edited and deleted in several accounts at once", async () => {
  const { person, roles } = draw(LEDGER, LOGS);
  for (const name of ["Create role…", "Edit trust…", "Delete role…"]) {
    await person.click(screen.getByRole("button", { name }));
  }
  expect(roles.mock.calls).toEqual([
    ["create", [LEDGER, LOGS]],
    ["editTrust", [LEDGER, LOGS]],
    ["delete", [LEDGER, LOGS]],
  ]);
});

test("an OU among what is selected has no roles", () => {
  draw(LEDGER, PROD);
  expect(screen.queryByRole("button", { name: "Create role…" })).not.toBeInTheDocument();
});
