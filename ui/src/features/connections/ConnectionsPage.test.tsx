import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { KEYS, PORTAL } from "../../test/connections";
import { CONNECTIONS, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts, wordsOf } from "../../test/show";
import { ConnectionsPage } from "./ConnectionsPage";
import { Questions } from "./Questions";

function draw(change: Parameters<typeof fakeRust>[0] = {}, answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust(change, answers);
  const onSwitch = vi.fn<(connection: string) => void>();
  const onRemoved = vi.fn<(connection: string) => void>();
  const page = <ConnectionsPage connection={SANDBOX} onSwitch={onSwitch} onRemoved={onRemoved} />;
  return { rust, onSwitch, onRemoved, ...showWithToasts(page) };
}

test("connections are listed; the one that is open says so, another can be opened", async () => {
  const { person, onSwitch } = draw();
  const own = await screen.findByRole("region", { name: "Your connections" });
  const corp = within(own).getByRole("listitem");
  expect(corp).toHaveTextContent("Identity Center session corp · eu-central-1");
  await person.click(within(corp).getByRole("button", { name: "Open" }));
  expect(onSwitch).toHaveBeenCalledExactlyOnceWith("profile:corp");
  const sandbox = screen.getByRole("region", { name: "Sandbox" });
  expect(within(sandbox).getByRole("button", { name: "Open" })).toHaveAccessibleDescription("It is open");
});

async function choose(person: ReturnType<typeof draw>["person"], connection: string, what: string) {
  await person.click(await screen.findByRole("button", { name: `More for ${connection}` }));
  await person.click(await screen.findByRole("menuitem", { name: what }));
}

test("a connection is made read-only in its menu, says so, and back again", async () => {
  const { person, rust } = draw({
    connections: CONNECTIONS.map((each) => ({ ...each, readOnly: each.id === "profile:corp" })),
  });
  const own = await screen.findByRole("region", { name: "Your connections" });
  expect(within(own).getByText("Read-only")).toBeInTheDocument();
  await choose(person, "corp", "Allow changes");
  await choose(person, "Sandbox", "Make read-only");
  expect(rust.asked("setReadOnly")).toEqual([
    ["profile:corp", false],
    [SANDBOX, true],
  ]);
});

test("a menu offers what the connection has: nothing to sign in to for the sandbox, no code but for a portal", async () => {
  const { person } = draw({ connections: [...CONNECTIONS, PORTAL, KEYS] });
  const offers = async (name: string) => {
    await person.click(await screen.findByRole("button", { name: `More for ${name}` }));
    const menu = await screen.findByRole("menu");
    const items = within(menu).getAllByRole("menuitem");
    const texts = items.map(wordsOf);
    await person.keyboard("{Escape}");
    return texts;
  };
  expect(await offers("Sandbox")).toEqual(["Make read-only", "Permissions…"]);
  expect(await offers("corp")).toEqual(["Make read-only", "Permissions… Open it first", "Sign in again"]);
  expect(await offers("corp portal")).toEqual([
    "Make read-only",
    "Permissions… Open it first",
    "Sign in again",
    "Sign in with a code",
    "Remove…",
  ]);
  expect(await offers("prod")).toEqual(["Allow changes", "Permissions… Open it first", "Sign in again", "Remove…"]);
});

test("signing in again says who is signed in to what, or why not", async () => {
  const { person, rust } = draw({ connections: [...CONNECTIONS, PORTAL] });
  await choose(person, "corp portal", "Sign in with a code");
  expect(rust.asked("signInAgain")).toEqual([[PORTAL.id, true]]);
  expect(await screen.findByText("Signed in to corp portal")).toBeInTheDocument();
  rust.refuse("signInAgain", { code: "cancelled", message: "the question was dismissed" });
  await choose(person, "corp", "Sign in again");
  expect(await screen.findByText("Could not sign in to corp: the question was dismissed")).toBeInTheDocument();
});

test("a connection is removed only after a question that says what goes with it", async () => {
  const { person, rust, onRemoved } = draw({ connections: [...CONNECTIONS, KEYS] });
  await choose(person, "prod", "Remove…");
  const question = await screen.findByRole("alertdialog", { name: "Remove prod" });
  expect(question).toHaveTextContent("Its secret goes from the keychain");
  expect(within(question).getByRole("button", { name: "Cancel" })).toHaveFocus();
  await person.click(within(question).getByRole("button", { name: "Cancel" }));
  expect(rust.asked("deleteConnection")).toEqual([]);
  rust.refuse("deleteConnection", { code: "conflict", message: "a job of this connection is not finished: Close old" });
  await choose(person, "prod", "Remove…");
  await person.click(await screen.findByRole("button", { name: "Remove connection" }));
  expect(await screen.findByText("A job of this connection is not finished: Close old")).toBeInTheDocument();
  expect(onRemoved).not.toHaveBeenCalled();
});

test("a connection that was removed is told of", async () => {
  const { person, rust, onRemoved } = draw({ connections: [...CONNECTIONS, PORTAL] });
  await choose(person, "corp portal", "Remove…");
  const question = await screen.findByRole("alertdialog", { name: "Remove corp portal" });
  expect(question, "it has no secret").not.toHaveTextContent("keychain");
  await person.click(within(question).getByRole("button", { name: "Remove connection" }));
  expect(await screen.findByText("corp portal removed")).toBeInTheDocument();
  expect(rust.asked("deleteConnection")).toEqual([[PORTAL.id]]);
  expect(onRemoved).toHaveBeenCalledExactlyOnceWith(PORTAL.id);
});

test("whose connections are none yet, is told how to get one", async () => {
  draw({ connections: [CONNECTIONS[0]!] });
  const own = await screen.findByRole("region", { name: "Your connections" });
  expect(own).toHaveTextContent("There is none yet. Add one to work on an organization of yours");
});

test("a code that Rust asks for has six digits, and goes to Rust only", async () => {
  const rust = fakeRust({
    questions: [{ id: 7, connection: SANDBOX, kind: { kind: "mfaCode", serial: "arn:aws:iam::111122223333:mfa/ada" } }],
  });
  const { person } = showWithToasts(<Questions />);
  const dialog = await screen.findByRole("dialog", { name: "Enter an MFA code" });
  await person.type(within(dialog).getByLabelText("Code"), "12345");
  expect(within(dialog).getByRole("button", { name: "Continue" })).toHaveAccessibleDescription("A code has six digits");
  await person.type(within(dialog).getByLabelText("Code"), "6{Enter}");
  await vi.waitFor(() => expect(rust.asked("answerQuestion")).toEqual([[7, "123456"]]));
  expect(within(dialog).getByLabelText("Code")).toHaveValue("");
});

test("waiting for a browser shows the code and can be cancelled", async () => {
  const rust = fakeRust({
    questions: [
      {
        id: 8,
        connection: null,
        kind: {
          kind: "browser",
          url: "https://device.sso.eu-central-1.amazonaws.com/",
          userCode: "ABCD-EFGH",
          minutesLeft: 9,
        },
      },
    ],
  });
  const { person } = showWithToasts(<Questions />);
  const dialog = await screen.findByRole("alertdialog", { name: "Sign in with your browser" });
  expect(dialog).toHaveTextContent("ABCD-EFGH");
  await person.click(within(dialog).getByRole("button", { name: "Cancel the sign-in" }));
  expect(rust.asked("dismissQuestion")).toEqual([[8]]);
});
