import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { AccountNode } from "../../ipc/tree";
import { DENIED, LEDGER, NODES, SANDBOX, USUAL } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { CopyLinkDialog } from "./CopyLinkDialog";

const ACCOUNT = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === LEDGER)!;

function draw() {
  const rust = fakeRust();
  const onClose = vi.fn();
  const options = { ...USUAL, role: "Auditor" };
  const shown = showWithToasts(
    <CopyLinkDialog connection={SANDBOX} account={ACCOUNT} options={options} onClose={onClose} />,
  );
  return { rust, onClose, options, ...shown };
}

test("a link is copied only after it is said what it is worth", async () => {
  const { rust, person, onClose, options } = draw();
  const dialog = await screen.findByRole("dialog", { name: "Copy the sign-in link of ledger" });
  expect(dialog).toHaveTextContent("The link is a secret and expires in 15 minutes");
  expect(dialog).toHaveTextContent("is signed in to ledger as Auditor, without a password");
  expect(rust.asked("copyConsoleLink")).toEqual([]);
  await person.click(within(dialog).getByRole("button", { name: "Copy link" }));
  expect(await screen.findByText("Sign-in link of ledger copied; it works until 12:15")).toBeInTheDocument();
  expect(rust.asked("copyConsoleLink")).toEqual([[SANDBOX, LEDGER, options]]);
  expect(onClose).toHaveBeenCalledOnce();
});

test("a link that cannot be made says why, in its dialog", async () => {
  const { rust, person, onClose } = draw();
  rust.refuse("copyConsoleLink", DENIED);
  const dialog = await screen.findByRole("dialog", { name: /^Copy the sign-in link/ });
  await person.click(within(dialog).getByRole("button", { name: "Copy link" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("Not allowed to organizations:MoveAccount");
  expect(onClose).not.toHaveBeenCalled();
});
