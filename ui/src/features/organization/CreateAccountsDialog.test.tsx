import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Change, CsvRow } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { PROD, SANDBOX, treeOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { fill, show } from "../../test/show";
import { CreateAccountsDialog } from "./CreateAccountsDialog";

const SHOP: Change = { change: "createAccount", name: "shop", email: "shop@example.com", to: PROD, tags: [] };
const ROWS: CsvRow[] = [
  { line: 2, subject: "shop", change: SHOP, errors: [] },
  { line: 3, subject: "till", change: null, errors: ["the address has no @", "nothing fits `/prod`"] },
];

function draw(rows: CsvRow[] = ROWS) {
  const rust = fakeRust({}, { readAccountsCsv: () => rows });
  const spies = { onClose: vi.fn(), onReview: vi.fn() };
  return {
    rust,
    ...spies,
    ...show(<CreateAccountsDialog connection={SANDBOX} index={indexTree(treeOf())} {...spies} />),
  };
}

test("a pasted table is shown row by row, and what is wrong is left out of the plan", async () => {
  const { person, rust, onReview } = draw();
  expect(screen.getByRole("button", { name: "Review" })).toHaveAccessibleDescription(
    "Choose a file or paste a table first",
  );
  await fill(person, screen.getByRole("textbox", { name: "Table" }), "name,email\nshop,shop@example.com\ntill,x");
  const rows = within(await screen.findByRole("region", { name: "Rows of the table" })).getAllByRole("row");
  expect(rows[1]).toHaveTextContent("2shopshop@example.com/Workloads/prod");
  expect(rows[2]).toHaveTextContent("3tillThe address has no @Nothing fits /prod");
  expect(screen.getByRole("status")).toHaveTextContent("1 row cannot be used and is left out");
  await person.click(screen.getByRole("button", { name: "Review 1 account" }));
  expect(onReview).toHaveBeenCalledExactlyOnceWith([SHOP]);
  expect(rust.asked("readAccountsCsv")).toEqual([[SANDBOX, "name,email\nshop,shop@example.com\ntill,x"]]);
});

test("a file is read as if it had been pasted", async () => {
  const { person } = draw();
  await person.upload(screen.getByLabelText("File of accounts"), new File(["name,email\n"], "new.csv"));
  expect(await screen.findByText("new.csv")).toBeInTheDocument();
  expect(screen.getByRole("textbox", { name: "Table" })).toHaveValue("name,email\n");
});

test("what is no table says why", async () => {
  const { person, rust, onReview } = draw();
  rust.refuse("readAccountsCsv", { code: "invalid", message: "there is no column `email`" });
  await fill(person, screen.getByRole("textbox", { name: "Table" }), "nonsense");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no column email");
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(onReview).not.toHaveBeenCalled();
});

test("the template is copied", async () => {
  const { person, rust } = draw();
  await person.click(await screen.findByRole("button", { name: "Copy the template" }));
  expect(rust.asked("copyText")).toEqual([["name,email\n"]]);
});
