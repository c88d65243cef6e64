import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { PendingRequest } from "../../ipc/bindings";
import { DENIED, LEDGER, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { LinkQuestions } from "./LinkQuestions";

const ASKED: PendingRequest = {
  id: 3,
  request: {
    connection: null,
    account: LEDGER,
    role: "Auditor",
    destination: { kind: "service", id: "ec2", region: "eu-west-1" },
  },
  accountName: "ledger",
  connection: SANDBOX,
  refusal: null,
};

function draw(...requests: PendingRequest[]) {
  const rust = fakeRust({ requests });
  return { rust, ...showWithToasts(<LinkQuestions />) };
}

const facts = (question: HTMLElement) =>
  [...question.querySelectorAll(".fact")].map(
    (fact) => `${fact.querySelector("dt")?.textContent}: ${fact.querySelector("dd")?.textContent}`,
  );

test("a link says what it asks for, and the keyboard is on Cancel", async () => {
  const { rust, person } = draw(ASKED);
  const question = await screen.findByRole("alertdialog", { name: "Open the console of ledger?" });
  await waitFor(() =>
    expect(facts(question)).toEqual([
      `Account: ledger ${LEDGER}`,
      "Role: Auditor",
      "Destination: EC2 in eu-west-1",
      "Connection: Sandbox",
    ]),
  );
  expect(within(question).getByRole("button", { name: "Cancel" })).toHaveFocus();
  await person.keyboard("{Enter}");
  await waitFor(() => expect(rust.asked("answerConsoleRequest")).toEqual([[3, false, null]]));
  expect(rust.asked("openConsole")).toEqual([]);
});

test("Escape declines", async () => {
  const { rust, person } = draw(ASKED);
  await screen.findByRole("alertdialog");
  await person.keyboard("{Escape}");
  await waitFor(() => expect(rust.asked("answerConsoleRequest")).toEqual([[3, false, null]]));
});

test("whoever agrees opens it through the connection that is named", async () => {
  const { rust, person, client } = draw(ASKED);
  const question = await screen.findByRole("alertdialog");
  await person.click(within(question).getByRole("button", { name: "Open console" }));
  expect(await screen.findByText("The console of ledger opens in your browser")).toBeInTheDocument();
  expect(rust.asked("answerConsoleRequest")).toEqual([[3, true, SANDBOX]]);
  await client.invalidateQueries({ queryKey: ["access", null] });
  await waitFor(() => expect(question).not.toBeInTheDocument());
});

test("an account that no connection knows is opened only after one is chosen", async () => {
  const { rust, person } = draw({ ...ASKED, accountName: null, connection: null });
  const question = await screen.findByRole("alertdialog", { name: `Open the console of ${LEDGER}?` });
  const open = within(question).getByRole("button", { name: "Open console" });
  expect(open).toHaveAccessibleDescription("Choose a connection");
  await person.click(await within(question).findByRole("button", { name: /Connection$|^No connection knows/ }));
  await person.click(await screen.findByRole("option", { name: /^corp/ }));
  await person.click(open);
  await waitFor(() => expect(rust.asked("answerConsoleRequest")).toEqual([[3, true, "profile:corp"]]));
});

test("a link that cannot be opened says why, and offers nothing to open", async () => {
  const refusal = "This link cannot be opened: `open` is no part of such a link.";
  draw({ id: 4, request: null, accountName: null, connection: null, refusal });
  const question = await screen.findByRole("alertdialog", { name: "This link cannot be opened" });
  expect(within(question).getByRole("alert")).toHaveTextContent(refusal.replaceAll("`", ""));
  expect(within(question).queryByRole("button", { name: "Open console" })).not.toBeInTheDocument();
  expect(within(question).getAllByRole("button", { name: "Close" }).at(-1)).toHaveFocus();
});

test("an opening that fails says why, and the question stays", async () => {
  const { rust, person } = draw(ASKED);
  rust.refuse("answerConsoleRequest", DENIED);
  const question = await screen.findByRole("alertdialog");
  await person.click(within(question).getByRole("button", { name: "Open console" }));
  expect(await within(question).findByRole("alert")).toHaveTextContent("Not allowed to organizations:MoveAccount");
});

test("several links are asked about one after the other", async () => {
  const { person, client } = draw(ASKED, { ...ASKED, id: 5, accountName: "payments" });
  await screen.findByRole("alertdialog", { name: "Open the console of ledger?" });
  expect(screen.getAllByRole("alertdialog")).toHaveLength(1);
  await person.keyboard("{Escape}");
  await client.invalidateQueries({ queryKey: ["access", null] });
  expect(await screen.findByRole("alertdialog", { name: "Open the console of payments?" })).toBeInTheDocument();
});
