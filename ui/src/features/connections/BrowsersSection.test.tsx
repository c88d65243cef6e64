import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Browser } from "../../ipc/bindings";
import { CHROME, FIREFOX, SETTINGS } from "../../test/fixture";
import { fakeRust, type World } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { freeId } from "./BrowserDialog";
import { SettingsPage } from "./SettingsPage";

const OWN: Browser = { id: "work", name: "Work", template: "firefox -P work {url}", mode: "logOutFirst" };

async function draw(change: Partial<World> = {}) {
  const rust = fakeRust({
    browsers: [FIREFOX, CHROME, OWN],
    settings: { ...SETTINGS, browsers: [OWN] },
    ...change,
  });
  const shown = showWithToasts(<SettingsPage onConnections={() => undefined} />);
  const section = await screen.findByRole("region", { name: "Browsers" });
  await within(section).findAllByRole("listitem");
  return { rust, section, ...shown };
}

test("found browsers and one's own are listed with their commands and how they treat open sessions", async () => {
  const { section } = await draw();
  expect(
    within(section)
      .getAllByRole("listitem")
      .map((line) => line.textContent),
  ).toEqual([
    `Firefox${FIREFOX.template}`,
    `ChromeMulti-session${CHROME.template}`,
    "WorkYour ownLog out firstfirefox -P work {url}",
  ]);
});

test("a browser is added with its command, and its short name follows from its name", async () => {
  const { rust, person, section } = await draw();
  await person.click(within(section).getByRole("button", { name: "Add browser…" }));
  const dialog = await screen.findByRole("dialog", { name: "Add browser" });
  expect(within(dialog).getByRole("button", { name: "Save" })).toHaveAccessibleDescription("Give it a name");
  await person.type(within(dialog).getByRole("textbox", { name: "Name" }), "Work");
  await person.click(within(dialog).getByRole("textbox", { name: "Command" }));
  await person.paste("vivaldi --profile-directory={profile} {url}");
  await person.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(rust.asked("saveBrowser")).toEqual([
      [{ id: "work-2", name: "Work", template: "vivaldi --profile-directory={profile} {url}", mode: "plain" }],
    ]),
  );
  await waitFor(() => expect(dialog).not.toBeInTheDocument());
  expect(rust.asked("settings").length, "what is kept is read again, or the next setting would undo it").toBe(2);
});

test("a command that opens nothing is refused with its words, and stays to be mended", async () => {
  const { rust, person, section } = await draw();
  rust.refuse("saveBrowser", {
    code: "invalid",
    message: "the command has no place for the address",
    hint: "Add an argument `{url}`.",
  });
  await person.click(within(section).getByRole("button", { name: "Edit Firefox…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit Firefox" });
  expect(within(dialog).getByRole("textbox", { name: "Command" })).toHaveValue(FIREFOX.template);
  await person.click(within(dialog).getByRole("button", { name: "Save" }));
  const alert = await within(dialog).findByRole("alert");
  expect(alert).toHaveTextContent("The command has no place for the address");
  expect(alert).toHaveTextContent("Add an argument {url}.");
});

test("only one's own browsers can be removed", async () => {
  const { rust, person, section } = await draw();
  const usual = within(section).getByRole("button", { name: "Remove Firefox" });
  expect(usual).toHaveAttribute("aria-disabled", "true");
  await person.click(usual);
  expect(rust.asked("deleteBrowser")).toEqual([]);
  await person.click(within(section).getByRole("button", { name: "Remove Work" }));
  await waitFor(() => expect(rust.asked("deleteBrowser")).toEqual([["work"]]));
});

test("where no browser is found, it says what to do", async () => {
  fakeRust({ browsers: [] });
  showWithToasts(<SettingsPage onConnections={() => undefined} />);
  expect(
    await screen.findByText("Canopy found none that it knows. Add the command that starts yours."),
  ).toBeInTheDocument();
});

test("a short name holds what Rust takes, and no other has it", () => {
  expect(freeId("Work Browser!", [])).toBe("work-browser");
  expect(freeId("Work", ["work", "work-2"])).toBe("work-3");
  expect(freeId("日本", [])).toBe("browser");
  expect(freeId("x".repeat(60), []).length).toBeLessThanOrEqual(40);
});
