import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Change, CsvRow } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { PROD, SANDBOX, treeOf } from "../../test/fixture";
import { handshakeOf, invitationsOf, STRANGER } from "../../test/handshakes";
import { fakeRust } from "../../test/rust";
import { fill, show } from "../../test/show";
import { Inviting, type Wanted } from "./Inviting";
import { NOTHING } from "./sent";

function draw(wanted: Wanted = NOTHING, answers: Parameters<typeof fakeRust>[1] = {}) {
  fakeRust(
    { invitations: invitationsOf({ sent: [handshakeOf({ accountId: "777788889999" })], sentInADay: 3 }) },
    answers,
  );
  const onClose = vi.fn<() => void>();
  const onReview = vi.fn<(changes: Change[]) => void>();
  const shown = show(
    <Inviting connection={SANDBOX} index={indexTree(treeOf())} wanted={wanted} onClose={onClose} onReview={onReview} />,
  );
  return { onClose, onReview, ...shown };
}

const whom = () => screen.getByRole("textbox", { name: "Account ids or email addresses" });

test("several accounts are invited at once, to one OU, with tags and notes", async () => {
  const { person, onReview, onClose } = draw();
  expect(await screen.findByText("AWS allows 17 more today")).toBeInTheDocument();
  await fill(person, whom(), `${STRANGER}\nowner@example.com\n`);
  await fill(person, screen.getByRole("combobox", { name: "Move to" }), "prod");
  await person.click(await screen.findByRole("option", { name: "Workloads/prod" }));
  expect(screen.getByText(/^Canopy moves each to \/Workloads\/prod by itself once it has joined/)).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Add a tag" }));
  await fill(person, screen.getByRole("textbox", { name: "Tag key" }), "team");
  await fill(person, screen.getByRole("textbox", { name: "Tag value" }), "core");
  await fill(person, screen.getByRole("textbox", { name: "Notes" }), " Welcome ");
  await person.click(screen.getByRole("button", { name: "Review" }));
  const rest = { to: PROD, notes: "Welcome", tags: [{ key: "team", value: "core" }] };
  expect(onReview).toHaveBeenCalledExactlyOnceWith([
    { change: "invite", invitee: { account: STRANGER }, ...rest },
    { change: "invite", invitee: { email: "owner@example.com" }, ...rest },
  ]);
  expect(onClose).toHaveBeenCalledOnce();
});

test("without an OU an account stays in the root", async () => {
  const { person, onReview } = draw();
  await fill(person, whom(), STRANGER);
  expect(screen.getByText("It stays in the root, where AWS puts whoever joins.")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(onReview.mock.calls[0]?.[0]).toMatchObject([{ to: null }]);
});

test("what cannot be invited is said at the field, and nothing is planned", async () => {
  const { person, onReview } = draw();
  await screen.findByText("AWS allows 17 more today");
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(whom()).toHaveAccessibleDescription("Name at least one account");
  await fill(person, whom(), "777788889999\n12");
  expect(whom()).toHaveAccessibleDescription(/An invitation to 777788889999 is open already/);
  expect(whom()).toHaveAccessibleDescription(/12 is neither an account id/);
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(onReview).not.toHaveBeenCalled();
});

test("notes are counted, and too many are refused", async () => {
  const { person, onReview } = draw({ ...NOTHING, invitees: STRANGER });
  const notes = screen.getByRole("textbox", { name: "Notes" });
  await fill(person, notes, "x".repeat(1025));
  expect(screen.getByText("1,025 / 1,024")).toBeInTheDocument();
  expect(notes).toHaveAccessibleDescription("AWS allows 1,024 characters");
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(onReview).not.toHaveBeenCalled();
});

test("what is sent again begins as it was", () => {
  draw({ invitees: STRANGER, to: PROD, notes: "Hi", tags: [{ key: "team", value: "core" }] });
  expect(whom()).toHaveValue(STRANGER);
  expect(screen.getByRole("combobox", { name: "Move to" })).toHaveValue("Workloads/prod");
  expect(screen.getByRole("textbox", { name: "Notes" })).toHaveValue("Hi");
  expect(screen.getByRole("textbox", { name: "Tag value" })).toHaveValue("core");
});

const CHANGE: Change = { change: "invite", invitee: { account: STRANGER }, to: PROD, notes: "Hi", tags: [] };
const ROWS: CsvRow[] = [
  { line: 2, subject: STRANGER, change: CHANGE, errors: [] },
  { line: 3, subject: "12", change: null, errors: ["`12` is not an account id (12 digits)"] },
];

test("a table is shown row by row before it is reviewed; rows with errors are left out", async () => {
  const { person, onReview } = draw("csv", { readInvitationsCsv: () => ROWS });
  expect(screen.getByRole("button", { name: "Review" })).toHaveAccessibleDescription(
    "Choose a file or paste a table first",
  );
  await fill(person, screen.getByRole("textbox", { name: "Table" }), "account\n…");
  const rows = await screen.findByRole("region", { name: "Rows of the table" });
  expect(within(rows).getByRole("row", { name: new RegExp(STRANGER) })).toHaveTextContent("/Workloads/prod");
  expect(within(rows).getByRole("row", { name: /cannot be invited/ })).toHaveTextContent("12 is not an account id");
  expect(screen.getByText("1 row cannot be invited and is left out")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Review 1 invitation" }));
  expect(onReview).toHaveBeenCalledExactlyOnceWith([CHANGE]);
});

test("a file is read like a table that was pasted", async () => {
  const { person } = draw("csv", { readInvitationsCsv: () => ROWS });
  await person.upload(screen.getByLabelText("File of accounts to invite"), new File(["account\n12"], "invite.csv"));
  await vi.waitFor(() => expect(screen.getByRole("textbox", { name: "Table" })).toHaveValue("account\n12"));
});

test("what is no such table says so", async () => {
  const { person } = draw("csv", {
    readInvitationsCsv: () => {
      throw { code: "invalid", message: "there is no column `acount`", hint: "The columns are account, email." };
    },
  });
  await fill(person, screen.getByRole("textbox", { name: "Table" }), "acount\n12");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no column acount");
  expect(screen.getByRole("button", { name: "Review" })).toHaveAccessibleDescription(
    "This is no table of accounts to invite",
  );
});
