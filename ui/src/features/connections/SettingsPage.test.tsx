import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { SETTINGS } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { SettingsPage } from "./SettingsPage";

function draw() {
  const rust = fakeRust();
  const onConnections = vi.fn();
  return {
    rust,
    onConnections,
    ...showWithToasts(<SettingsPage onConnections={onConnections} />),
  };
}

test("choosing a theme keeps it beside the other settings", async () => {
  const { person, rust } = draw();
  expect(await screen.findByRole("radio", { name: "System" })).toBeChecked();
  await person.click(screen.getByRole("radio", { name: "Dark" }));
  await vi.waitFor(() => expect(rust.asked("saveSettings")).toEqual([[{ ...SETTINGS, theme: "dark" }]]));
  await vi.waitFor(() => expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked());
});

test("a setting that cannot be kept says why, and stays as it was", async () => {
  const { person, rust } = draw();
  rust.refuse("saveSettings", { code: "unexpected", message: "the disk is full", hint: "Make room." });
  await person.click(await screen.findByRole("radio", { name: "Dark" }));
  expect(await screen.findByText("Could not keep the setting: the disk is full")).toBeInTheDocument();
  expect(screen.getByText("Make room.")).toBeInTheDocument();
  expect(screen.getByRole("radio", { name: "System" })).toBeChecked();
});

test("a default role is kept once it is possible and another", async () => {
  const { person, rust } = draw();
  const field = await screen.findByRole("textbox", { name: "Default role" });
  const save = () => within(screen.getByRole("form", { name: "Default role" })).getByRole("button", { name: "Save" });
  expect(save()).toHaveAccessibleDescription("It is set so");
  await person.clear(field);
  await person.type(field, "not a role");
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(/letters, digits and/);
  await person.keyboard("{Enter}");
  expect(rust.asked("saveSettings")).toEqual([]);
  await person.clear(field);
  await person.type(field, "Admin{Enter}");
  await vi.waitFor(() => expect(rust.asked("saveSettings")).toEqual([[{ ...SETTINGS, defaultRole: "Admin" }]]));
});

test("a default region is kept, or taken away again", async () => {
  const { person, rust } = draw();
  const form = await screen.findByRole("form", { name: "Default region" });
  const field = within(form).getByRole("textbox", { name: "Default region" });
  await person.type(field, "nowhere{Enter}");
  expect(field).toHaveAccessibleDescription("A region reads like eu-central-1");
  expect(rust.asked("saveSettings")).toEqual([]);
  await person.clear(field);
  await person.type(field, "eu-north-1{Enter}");
  await vi.waitFor(() =>
    expect(rust.asked("saveSettings").at(-1)).toEqual([{ ...SETTINGS, sessionRegion: "eu-north-1" }]),
  );
  await person.clear(await screen.findByDisplayValue("eu-north-1"));
  await person.keyboard("{Enter}");
  await vi.waitFor(() => expect(rust.asked("saveSettings").at(-1)).toEqual([{ ...SETTINGS, sessionRegion: null }]));
});

test("how long before its end a session is told of is chosen, never among it", async () => {
  const { person, rust } = draw();
  await person.click(await screen.findByRole("button", { name: /Remind me before a session ends$/ }));
  await person.click(await screen.findByRole("option", { name: "Never" }));
  await vi.waitFor(() => expect(rust.asked("saveSettings")).toEqual([[{ ...SETTINGS, reminderMinutes: 0 }]]));
});

test("connections have a page of their own", async () => {
  const { person, onConnections } = draw();
  await person.click(await screen.findByRole("button", { name: "Manage connections" }));
  expect(onConnections).toHaveBeenCalledOnce();
});

test("the sandbox is reset only after a question that says what is lost", async () => {
  const { person, rust } = draw();
  await person.click(await screen.findByRole("button", { name: "Reset the sandbox…" }));
  const question = screen.getByRole("alertdialog", { name: "Reset the sandbox" });
  expect(question).toHaveTextContent("Everything you changed in the sandbox is lost");
  expect(within(question).getByRole("button", { name: "Cancel" })).toHaveFocus();
  expect(rust.asked("resetSandbox")).toEqual([]);
  await person.click(within(question).getByRole("button", { name: "Reset the sandbox" }));
  expect(await screen.findByText("The sandbox is the sample organization again")).toBeInTheDocument();
  expect(rust.asked("resetSandbox")).toHaveLength(1);
  expect(screen.queryByRole("alertdialog", { name: "Reset the sandbox" })).not.toBeInTheDocument();
});

test("versions and the folder of the data are shown, to copy and to open", async () => {
  const { person, rust } = draw();
  expect(await screen.findByText("/home/ada/.local/share/canopy")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Copy canopy" }));
  expect(rust.asked("copyText")).toEqual([["Canopy 0.1.0, Tauri 2.12.5, web view 2.48, linux"]]);
  await person.click(within(screen.getByRole("region", { name: "Data" })).getByRole("button", { name: "Open" }));
  expect(rust.asked("openDataFolder")).toHaveLength(1);
});
