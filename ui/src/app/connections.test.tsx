import { screen, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";

import { events, type SessionView } from "../ipc/bindings";
import { PORTAL } from "../test/connections";
import { CONNECTIONS, MANAGEMENT, SANDBOX, viewOf } from "../test/fixture";
import { fakeRust, type World } from "../test/rust";
import { row, show, wordsOf } from "../test/show";
import { App } from "./App";

async function open(change: Partial<World> = {}) {
  const rust = fakeRust(change);
  const shown = show(<App />);
  await screen.findByRole("treegrid");
  return { rust, ...shown };
}

function sessionOf(id: string): SessionView {
  return {
    connection: CONNECTIONS.find((each) => each.id === id)!,
    caller: { arn: `arn:aws:iam::${MANAGEMENT}:user/ada`, accountId: MANAGEMENT, userId: "AIDAEXAMPLE" },
  };
}

test("a session that has ended is signed in to again with one click, and the tree comes", async () => {
  let ended = true;
  const rust = fakeRust(
    {},
    {
      openConnection: (id) => {
        if (ended) {
          throw { code: "signedOut", message: "the session has ended" };
        }
        return sessionOf(id);
      },
      signInAgain: (id) => {
        ended = false;
        return sessionOf(id);
      },
    },
  );
  const { person } = show(<App />);
  const alert = await screen.findByRole("alert");
  await person.click(within(alert).getByRole("button", { name: "Sign in again" }));
  expect(await screen.findByRole("treegrid")).toBeInTheDocument();
  expect(rust.asked("signInAgain")).toEqual([[SANDBOX, false]]);
  expect(await screen.findByText("Signed in to Sandbox")).toBeInTheDocument();
});

test("a sign-in that fails says why it failed now, and can be begun again", async () => {
  const rust = fakeRust();
  rust.refuse("openConnection", { code: "signedOut", message: "the session has ended" });
  rust.refuse("signInAgain", { code: "cancelled", message: "the question was dismissed" });
  const { person } = show(<App />);
  await person.click(await screen.findByRole("button", { name: "Sign in again" }));
  expect(await screen.findByText("The question was dismissed")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Sign in again" }));
  await vi.waitFor(() => expect(rust.asked("signInAgain")).toHaveLength(2));
});

test("Identity Center can also be signed in to with a code, others cannot", async () => {
  const rust = fakeRust({ connections: [PORTAL], start: PORTAL.id });
  rust.refuse("openConnection", { code: "signedOut", message: "the session has ended" });
  const { person } = show(<App />);
  await person.click(await screen.findByRole("button", { name: "Use a code instead" }));
  expect(rust.asked("signInAgain")).toEqual([[PORTAL.id, true]]);
});

test("what no sign-in helps with does not offer one", async () => {
  const rust = fakeRust();
  rust.refuse("openConnection", { code: "notFound", message: "there is no profile named corp" });
  show(<App />);
  const alert = await screen.findByRole("alert");
  expect(within(alert).getByRole("button", { name: "Try again" })).toBeInTheDocument();
  expect(within(alert).queryByRole("button", { name: "Sign in again" })).not.toBeInTheDocument();
});

test("a session that ends while the organization is open is signed in to again beside the tree", async () => {
  const { person, rust } = await open({
    view: { ...viewOf(), failure: { code: "signedOut", message: "the session has ended" } },
  });
  await person.click(await screen.findByRole("button", { name: "Sign in again" }));
  expect(rust.asked("signInAgain")).toEqual([[SANDBOX, false]]);
});

describe("a read-only connection", () => {
  const readOnly = { connections: CONNECTIONS.map((each) => ({ ...each, readOnly: true })) };
  const WHY = "This connection is read-only: change it on the Connections page";

  test("says so at the top of every page and beside who is signed in", async () => {
    const { person } = await open(readOnly);
    const rail = screen.getByRole("navigation", { name: "Canopy" });
    expect(within(rail).getAllByText("Read-only")).toHaveLength(2);
    expect(screen.getByRole("button", { name: /^Switch the connection/ })).toHaveTextContent("Read-only");
    await person.keyboard("{Control>}2{/Control}");
    await screen.findByRole("heading", { name: "Activity" });
    expect(within(rail).getAllByText("Read-only")).toHaveLength(2);
  });

  test("has every change off, with the reason", async () => {
    const { person, rust } = await open(readOnly);
    await person.click(row("preview"));
    const described = (name: string) => screen.getByRole("button", { name });
    for (const name of ["New OU", "New account", "Move to…", "Rename…", "Email…", "Remove…", "Close…"]) {
      expect(described(name), name).toHaveAccessibleDescription(WHY);
    }
    await person.keyboard("{Control>}x{/Control}");
    expect(await screen.findByText(WHY, { selector: ".toast *" })).toBeInTheDocument();
    await person.keyboard("{F2}");
    expect(screen.queryByRole("textbox", { name: "Name" })).not.toBeInTheDocument();
    await person.pointer({ keys: "[MouseRight]", target: row("prod") });
    const menu = await screen.findByRole("menu", { name: "Actions for prod" });
    const off = within(menu)
      .getAllByRole("menuitem")
      .filter((item) => item.getAttribute("aria-disabled") === "true")
      .map(wordsOf);
    expect(off).toEqual([
      `New account… ${WHY}`,
      `Create accounts from CSV… ${WHY}`,
      `New OU… ${WHY}`,
      `Paste Ctrl V ${WHY}`,
      `Cut Ctrl X ${WHY}`,
      `Move to… ${WHY}`,
      `Edit tags… ${WHY}`,
      `Create role in 2 accounts… ${WHY}`,
      `Rename… F2 ${WHY}`,
      `Delete Del ${WHY}`,
    ]);
    expect(rust.asked("plan"), "nothing is even planned").toEqual([]);
  });

  test("works again as soon as changes are allowed", async () => {
    const { person, rust } = await open(readOnly);
    rust.world.connections = [...CONNECTIONS];
    await events.changed.emit({ connection: null, topics: ["connections"] });
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "New OU" })).not.toHaveAccessibleDescription(WHY));
    expect(screen.queryByText("Read-only")).not.toBeInTheDocument();
    await person.click(screen.getByRole("button", { name: "New OU" }));
    expect(await screen.findByRole("dialog")).toBeInTheDocument();
  });
});

test("the first start leads to adding a connection", async () => {
  fakeRust({ start: null });
  const { person } = show(<App />);
  await person.click(await screen.findByRole("button", { name: "Add a connection…" }));
  expect(await screen.findByRole("heading", { name: "Connections" })).toBeInTheDocument();
});

test("a connection that is removed while it is open leads back to the choice", async () => {
  const rust = fakeRust({ connections: [...CONNECTIONS, PORTAL], start: PORTAL.id });
  const { person } = show(<App />);
  await screen.findByRole("treegrid");
  await person.click(screen.getByRole("button", { name: /^Switch the connection/ }));
  await person.click(await screen.findByRole("menuitem", { name: "Manage connections…" }));
  await person.click(await screen.findByRole("button", { name: "More for corp portal" }));
  await person.click(await screen.findByRole("menuitem", { name: "Remove…" }));
  const question = await screen.findByRole("alertdialog", { name: "Remove corp portal" });
  await person.click(within(question).getByRole("button", { name: "Remove connection" }));
  await vi.waitFor(() => expect(rust.asked("deleteConnection")).toEqual([[PORTAL.id]]));
  await person.click(screen.getByRole("button", { name: "Organization" }));
  expect(await screen.findByRole("heading", { name: "Open an organization" })).toBeInTheDocument();
});
