import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import type { AccountNode } from "../../ipc/tree";
import { EXPORT_DEFAULTS, EXPORTED, LEDGER, LOGS, NODES, SANDBOX, treeOf } from "../../test/fixture";
import { fakeRust, type World } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { ExportDialog } from "./ExportDialog";

const DEFAULT = "OrganizationAccountAccessRole";
const USUAL = { naming: "{account}-{role}", region: null, roles: [DEFAULT], accounts: null, onlyReady: false };

async function draw(
  selected: string[] = [],
  answers: Parameters<typeof fakeRust>[1] = {},
  change: Partial<World> = {},
) {
  const rust = fakeRust(change, answers);
  const onClose = vi.fn();
  const chosen = selected.map((id) =>
    NODES.find((node): node is AccountNode => node.kind === "account" && node.id === id)!,
  );
  const shown = showWithToasts(
    <ExportDialog connection={SANDBOX} index={indexTree(treeOf())} selected={chosen} onClose={onClose} />,
  );
  await screen.findByRole("textbox", { name: "Profiles are called" });
  await screen.findByRole("region", { name: "Preview" });
  return { rust, onClose, ...shown };
}

const dialog = () => screen.getByRole("dialog", { name: "Profiles for the terminal" });
const preview = () => screen.getByRole("region", { name: "Preview" });
const write = () => within(dialog()).getByRole("button", { name: /^Write / });

test("before anything is written, it says what becomes of the section, line by line", async () => {
  const { rust } = await draw();
  expect(dialog()).toHaveTextContent(`In ${EXPORT_DEFAULTS.file}. Only Canopy's own section is written.`);
  expect(preview()).toHaveTextContent("1 profile added, 1 removed");
  const diff = within(preview()).getByRole("region", { name: "The section before and after" });
  expect([...diff.querySelectorAll("td")].map((cell) => cell.textContent)).toEqual([
    "−taken away: [profile ledger-Old]",
    "+added: [profile ledger-Auditor]",
    "credential_process = canopy",
  ]);
  expect(rust.asked("previewAwsConfig").at(-1)).toEqual([SANDBOX, USUAL]);
  expect(rust.asked("writeAwsConfig")).toEqual([]);
});

test("naming, roles, region and readiness decide what is written, and the file's backup is told", async () => {
  const { rust, person } = await draw();
  const naming = screen.getByRole("textbox", { name: "Profiles are called" });
  await person.clear(naming);
  await person.click(naming);
  await person.paste("{account_id}.{role}");
  await person.click(screen.getByRole("textbox", { name: "Another role" }));
  await person.paste("Auditor");
  await person.keyboard("{Enter}");
  expect(await screen.findByRole("checkbox", { name: "Auditor" })).toBeChecked();
  expect(rust.asked("writeAwsConfig"), "Enter only added the role").toEqual([]);
  await person.click(screen.getByRole("checkbox", { name: DEFAULT }));
  await person.click(screen.getByRole("checkbox", { name: /^Only where the role is known/ }));
  await person.click(screen.getByRole("combobox", { name: "Region" }));
  await person.paste("eu-central-1");
  await person.click(write());
  const asked = {
    naming: "{account_id}.{role}",
    region: "eu-central-1",
    roles: ["Auditor"],
    accounts: null,
    onlyReady: true,
  };
  expect(await screen.findByText("The file is written, and kept as it was")).toBeInTheDocument();
  expect(screen.getByText("/home/ada/.aws/config.canopy-backup")).toBeInTheDocument();
  expect(rust.asked("writeAwsConfig")).toEqual([[SANDBOX, asked]]);
  expect(rust.asked("previewAwsConfig").at(-1)).toEqual([SANDBOX, asked]);
});

test("of the accounts, those that are selected come first, and all are one choice away", async () => {
  const { rust, person } = await draw([LEDGER, LOGS]);
  expect(screen.getByRole("radio", { name: "2 selected" })).toBeChecked();
  expect(rust.asked("previewAwsConfig").at(-1)).toEqual([SANDBOX, { ...USUAL, accounts: [LEDGER, LOGS] }]);
  await person.click(screen.getByRole("radio", { name: "All active" }));
  await waitFor(() => expect(rust.asked("previewAwsConfig").at(-1)).toEqual([SANDBOX, USUAL]));
});

test("without a role there is nothing to write", async () => {
  const { rust, person } = await draw();
  await person.click(screen.getByRole("checkbox", { name: DEFAULT }));
  expect(write()).toHaveAccessibleDescription("Choose at least one role");
  await person.click(write());
  expect(rust.asked("writeAwsConfig")).toEqual([]);
});

test("a file that tools could not read is refused with its words, and nothing is written", async () => {
  const rust = fakeRust();
  rust.refuse("previewAwsConfig", {
    code: "invalid",
    message: "line 3 of the file is no setting",
    hint: "Mend it first.",
  });
  showWithToasts(<ExportDialog connection={SANDBOX} index={indexTree(treeOf())} selected={[]} onClose={vi.fn()} />);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Line 3 of the file is no setting");
  expect(alert).toHaveTextContent("Mend it first.");
  expect(write()).toHaveAccessibleDescription("The profiles cannot be written so");
});

test("the section is taken out on demand, where there is one", async () => {
  const { rust, person } = await draw();
  await person.click(within(dialog()).getByRole("button", { name: "Take the section out" }));
  expect(await screen.findByText("The file is written, and kept as it was")).toBeInTheDocument();
  expect(rust.asked("removeAwsConfig")).toEqual([[SANDBOX]]);
});

test("where the file says so already, nothing is written, and that is told", async () => {
  const { person } = await draw([], {
    writeAwsConfig: () => ({ file: EXPORT_DEFAULTS.file, written: false, backup: null, exported: EXPORTED }),
  });
  await person.click(write());
  expect(await screen.findByText("Nothing was written: the file says so already")).toBeInTheDocument();
});

test("where the file has no profile of the connection, there is nothing to take out", async () => {
  const { rust, person } = await draw([], { awsConfigDefaults: () => ({ ...EXPORT_DEFAULTS, profiles: 0 }) });
  const out = within(dialog()).getByRole("button", { name: "Take the section out" });
  expect(out).toHaveAccessibleDescription("The file has no profile of this connection");
  await person.click(out);
  expect(rust.asked("removeAwsConfig")).toEqual([]);
});

test("of thousands of profiles, the first lines are shown and the others counted", async () => {
  const profiles = Array.from({ length: 10_000 }, (_, nth) => `account-${nth}`);
  const section = profiles.map((name) => `[profile ${name}]\ncredential_process = canopy\n`).join("\n");
  await draw([], {
    previewAwsConfig: () => ({
      file: EXPORT_DEFAULTS.file,
      exported: { ...EXPORTED, before: "", section, profiles, added: profiles, removed: [] },
    }),
  });
  expect(preview()).toHaveTextContent("10,000 profiles added");
  expect(preview()).toHaveTextContent("The first 400 of 29,999 lines");
  expect(write()).toHaveTextContent("Write 10,000 profiles");
});
