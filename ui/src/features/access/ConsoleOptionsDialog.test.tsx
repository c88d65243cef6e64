import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { ConsoleOptions } from "../../ipc/bindings";
import type { AccountNode } from "../../ipc/tree";
import { CHOICES, DENIED, LEDGER, NODES, SANDBOX, SETTINGS, USUAL } from "../../test/fixture";
import { fakeRust, type World } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { ConsoleOptionsDialog } from "./ConsoleOptionsDialog";

const ACCOUNT = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === LEDGER)!;

async function draw(change: Partial<World> = {}) {
  const rust = fakeRust(change);
  const spies = { onWish: vi.fn(), onClose: vi.fn() };
  const shown = showWithToasts(<ConsoleOptionsDialog connection={SANDBOX} account={ACCOUNT} {...spies} />);
  await screen.findByRole("combobox", { name: "Role" });
  return { rust, ...spies, ...shown };
}

const dialog = () => screen.getByRole("dialog", { name: "Open the console of ledger" });
const submit = () => within(dialog()).getByRole("button", { name: "Open console" });

/** Chooses from a list that opens on its button. */
async function choose(person: UserEvent, label: string, name: string | RegExp): Promise<void> {
  await person.click(screen.getByRole("button", { name: new RegExp(`${label}$`) }));
  await person.click(await screen.findByRole("option", { name }));
}

/** Writes a text in one go, in the place of what stands there. */
async function fill(person: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await person.clear(field);
  await person.click(field);
  await person.paste(text);
}

test("without a choice, the console opens as usual", async () => {
  const { rust, person, onClose } = await draw();
  expect(screen.getByRole("combobox", { name: "Role" })).toHaveValue("OrganizationAccountAccessRole");
  expect(screen.getByRole("radio", { name: "Console home" })).toBeChecked();
  await person.click(submit());
  await waitFor(() => expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, USUAL, false]]));
  expect(onClose).toHaveBeenCalledOnce();
});

test("role, service, region and duration are chosen, and remembered on demand", async () => {
  const { rust, person } = await draw();
  await fill(person, screen.getByRole("combobox", { name: "Role" }), "Auditor");
  await person.click(screen.getByText("Service"));
  await fill(person, await screen.findByRole("combobox", { name: "Service" }), "virtual");
  await person.click(await screen.findByRole("option", { name: "EC2" }));
  await fill(person, screen.getByRole("combobox", { name: "Region" }), "eu-west-1");
  await choose(person, "Session lasts", "2 hours");
  await person.click(screen.getByLabelText("Remember for ledger"));
  await person.click(submit());
  const options: ConsoleOptions = {
    ...USUAL,
    role: "Auditor",
    destination: { kind: "service", id: "ec2", region: "eu-west-1" },
    durationSeconds: 7200,
  };
  await waitFor(() => expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, options, true]]));
});

test("browser, profile, container and what happens to an open session are chosen", async () => {
  const { rust, person } = await draw();
  await choose(person, "Browser", "Firefox");
  await choose(person, "Where a console is open already", /^Log out first/);
  expect(dialog()).toHaveTextContent("Ends the session that is open, unsaved work in it is lost.");
  await fill(person, screen.getByLabelText("Profile"), "work");
  await fill(person, screen.getByLabelText("Container"), "Prod");
  await person.click(submit());
  const options: ConsoleOptions = {
    ...USUAL,
    browser: "firefox",
    profile: "work",
    container: "Prod",
    session: "logOutFirst",
  };
  await waitFor(() => expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, options, false]]));
});

test("a duration beyond what the role allows is there, but cannot be chosen, and says why", async () => {
  const { person } = await draw();
  await person.click(screen.getByRole("button", { name: /Session lasts$/ }));
  const names = screen.getAllByRole("option").map((option) => option.getAttribute("aria-disabled") === "true");
  expect(names).toEqual([false, false, false, false, false, false, true, true]);
  expect(screen.getByRole("option", { name: /^8 hours/ })).toHaveTextContent(
    /^8 hoursAs far as is known, the role allows 4 hours$/,
  );
});

test("whoever is signed in with a role gets one hour, and the reason", async () => {
  const why = "You are signed in as a role, and AWS lets such a session last an hour.";
  const { person } = await draw({ choices: { ...CHOICES, longestSeconds: 3600, durationRefusal: why } });
  await person.click(screen.getByRole("button", { name: /Session lasts$/ }));
  const possible = screen
    .getAllByRole("option")
    .filter((option) => option.getAttribute("aria-disabled") !== "true")
    .map((option) => option.textContent);
  expect(possible).toEqual([`As long as it may${why}`, "1 hour"]);
  expect(screen.getByRole("option", { name: /^15 minutes/ })).toHaveTextContent(why);
});

test("how long a session may last is asked for the role that is chosen", async () => {
  const { rust, person } = await draw();
  const role = screen.getByRole("combobox", { name: "Role" });
  await fill(person, role, "Auditor");
  await waitFor(() => expect(rust.asked("consoleChoices").at(-1)).toEqual([SANDBOX, LEDGER, "Auditor"]));
});

test("a browser without a place for a profile or container says so", async () => {
  const { person } = await draw();
  expect(screen.getByRole("textbox", { name: "Profile" })).toHaveAccessibleDescription("Choose a browser first");
  await choose(person, "Browser", "Chrome");
  expect(screen.getByRole("textbox", { name: "Profile" })).not.toHaveAttribute("readonly");
  const container = screen.getByRole("textbox", { name: "Container" });
  expect(container).toHaveAccessibleDescription("The command of Chrome has no place for a container");
  await person.type(container, "x");
  expect(container).toHaveValue("");
});

test("logging out first is not to be had where AWS has no page for it", async () => {
  const { person } = await draw({ choices: { ...CHOICES, partition: "aws-cn" } });
  await person.click(screen.getByRole("button", { name: /Where a console is open already$/ }));
  expect(screen.getByRole("option", { name: /^Log out first/ })).toHaveTextContent(
    /^Log out firstAWS has no page for it in this partition$/,
  );
});

test("a service that shows all regions asks for none", async () => {
  const { person } = await draw();
  await person.click(screen.getByRole("radio", { name: "Service" }));
  expect(submit()).toHaveAccessibleDescription("Choose a service");
  await fill(person, await screen.findByRole("combobox", { name: "Service" }), "iam");
  await person.click(await screen.findByRole("option", { name: "IAM" }));
  expect(dialog()).toHaveTextContent("It shows all regions");
  expect(screen.queryByRole("combobox", { name: "Region" })).not.toBeInTheDocument();
});

test("an address of one's own is taken, and the region of the settings is what stands for none", async () => {
  const { rust, person } = await draw({ settings: { ...SETTINGS, sessionRegion: "eu-north-1" } });
  await person.click(screen.getByRole("radio", { name: "Service" }));
  expect(await screen.findByRole("combobox", { name: "Region" })).toHaveAttribute("placeholder", "eu-north-1");
  await person.click(screen.getByRole("radio", { name: "Address" }));
  expect(submit()).toHaveAccessibleDescription("Enter the address");
  const url = "https://console.aws.amazon.com/s3/buckets?region=eu-west-1";
  await person.click(screen.getByRole("textbox", { name: "Address" }));
  await person.paste(url);
  await person.click(submit());
  await waitFor(() => expect(rust.asked("openConsole")[0]?.[2]?.destination).toEqual({ kind: "url", url }));
});

test("what cannot be opened says why here, and the dialog stays", async () => {
  const { rust, person, onClose } = await draw();
  rust.refuse("openConsole", DENIED);
  await person.click(submit());
  expect(await within(dialog()).findByRole("alert")).toHaveTextContent("Not allowed to organizations:MoveAccount");
  expect(onClose).not.toHaveBeenCalled();
});

test("what is remembered can be forgotten", async () => {
  const { rust, person, onClose } = await draw({
    choices: { ...CHOICES, remembered: true, options: { ...USUAL, role: "Auditor" } },
  });
  expect(screen.getByRole("checkbox", { name: "Remember for ledger" })).toBeChecked();
  await person.click(within(dialog()).getByRole("button", { name: "Forget" }));
  await waitFor(() => expect(rust.asked("forgetConsoleOptions")).toEqual([[SANDBOX, LEDGER]]));
  expect(onClose).toHaveBeenCalledOnce();
});

test("a sign-in link is copied with what is chosen, after its warning", async () => {
  const { person, onWish } = await draw();
  await choose(person, "Session lasts", "30 minutes");
  await person.click(within(dialog()).getByRole("button", { name: "Copy sign-in link…" }));
  expect(onWish).toHaveBeenCalledExactlyOnceWith({
    do: "copyLink",
    account: LEDGER,
    options: { ...USUAL, durationSeconds: 1800 },
  });
});

test("a name that no role can have is refused before anything is asked", async () => {
  const { rust, person } = await draw();
  const role = screen.getByRole("combobox", { name: "Role" });
  await fill(person, role, "not a role");
  expect(role).toBeInvalid();
  await person.click(submit());
  expect(rust.asked("openConsole")).toEqual([]);
  expect(rust.asked("consoleChoices").map(([, , asked]) => asked)).not.toContain("not a role");
});
