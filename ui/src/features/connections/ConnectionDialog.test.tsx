import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { KEYS, PORTAL } from "../../test/connections";
import { CONNECTIONS, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { ConnectionsPage } from "./ConnectionsPage";

function draw(change: Parameters<typeof fakeRust>[0] = {}, answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust(change, answers);
  const page = <ConnectionsPage connection={SANDBOX} onSwitch={vi.fn()} onRemoved={vi.fn()} />;
  return { rust, ...showWithToasts(page) };
}

test("an edited connection shows all that was entered but its secret, and keeps what is not changed", async () => {
  const { person, rust } = draw({ connections: [...CONNECTIONS, KEYS] });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit prod" });
  const field = (label: string) => within(dialog).getByLabelText(label);
  expect(field("Secret access key")).toHaveValue("");
  expect(field("Secret access key")).toHaveAccessibleDescription("Leave it empty to go on with the one you gave.");
  expect(field("External id, if its owner asks for one")).toHaveValue("acme-7");
  expect(field("MFA device (ARN), if a code is needed")).toHaveValue("arn:aws:iam::111122223333:mfa/ada");
  expect(field("Minutes a session lasts, if not an hour")).toHaveValue("90");
  expect(within(dialog).getByRole("checkbox", { name: /Read-only/ })).toBeChecked();
  await person.clear(field("Name"));
  await person.type(field("Name"), "production");
  await person.click(within(dialog).getByRole("button", { name: "Save" }));
  await vi.waitFor(() => expect(rust.asked("saveConnection")).toEqual([[{ ...KEYS.spec, name: "production" }, null]]));
  expect(await screen.findByText("production saved")).toBeInTheDocument();
  expect(dialog).not.toBeInTheDocument();
});

test("another access key needs its own secret", async () => {
  const { person, rust } = draw({ connections: [...CONNECTIONS, KEYS] });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit prod" });
  await person.clear(within(dialog).getByLabelText("Access key id"));
  await person.type(within(dialog).getByLabelText("Access key id"), "AKIAEXAMPLE000000002");
  const save = within(dialog).getByRole("button", { name: "Save" });
  expect(save).toHaveAccessibleDescription("Enter the secret access key");
  await person.type(within(dialog).getByLabelText("Secret access key"), "not-a-real-secret");
  await person.click(save);
  await vi.waitFor(() =>
    expect(rust.asked("saveConnection")).toEqual([
      [
        { ...KEYS.spec, source: { source: "keys", accessKeyId: "AKIAEXAMPLE000000002" } },
        { secretAccessKey: "not-a-real-secret" },
      ],
    ]),
  );
});

test("taking the role away keeps the MFA device, for the user itself", async () => {
  const { person, rust } = draw({ connections: [...CONNECTIONS, KEYS] });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit prod" });
  await person.clear(within(dialog).getByLabelText("Role to assume first (ARN), if any"));
  await person.click(within(dialog).getByRole("button", { name: "Save" }));
  await vi.waitFor(() =>
    expect(rust.asked("saveConnection")).toEqual([
      [{ ...KEYS.spec, role: null, mfaSerial: "arn:aws:iam::111122223333:mfa/ada" }, null],
    ]),
  );
});

test("a session lasts as long as AWS allows", async () => {
  const { person } = draw({ connections: [...CONNECTIONS, KEYS] });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit prod" });
  const minutes = within(dialog).getByLabelText("Minutes a session lasts, if not an hour");
  for (const wrong of ["14", "721", "an hour"]) {
    // oxlint-disable-next-line no-await-in-loop
    await person.clear(minutes);
    // oxlint-disable-next-line no-await-in-loop
    await person.type(minutes, wrong);
    expect(minutes).toHaveAccessibleDescription("A session lasts 15 to 720 minutes");
    expect(within(dialog).getByRole("button", { name: "Save" })).toHaveAccessibleDescription(
      "A session lasts 15 to 720 minutes",
    );
  }
});

test("an edited portal keeps its account and role until another is chosen, and another portal has others", async () => {
  const { person, rust } = draw({ connections: [...CONNECTIONS, PORTAL] });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit corp portal" });
  expect(dialog).toHaveTextContent("As Admin in 111122223333. Sign in to choose another.");
  await person.click(within(dialog).getByRole("checkbox", { name: /Read-only/ }));
  const save = within(dialog).getByRole("button", { name: "Save" });
  await person.click(save);
  await vi.waitFor(() => expect(rust.asked("saveConnection")).toEqual([[{ ...PORTAL.spec, readOnly: true }, null]]));
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const again = await screen.findByRole("dialog", { name: "Edit corp portal" });
  await person.type(within(again).getByLabelText("Start URL"), "/other");
  expect(again).not.toHaveTextContent("As Admin in");
  expect(within(again).getByRole("button", { name: "Save" })).toHaveAccessibleDescription(
    "Sign in, then choose an account and a role",
  );
});

test("a portal that gives the person nothing says whom to ask", async () => {
  const { person } = draw({ connections: [...CONNECTIONS, PORTAL] });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit corp portal" });
  await person.click(within(dialog).getByRole("button", { name: "Sign in with the browser" }));
  expect(await within(dialog).findByText("You have no account there")).toBeInTheDocument();
});

test("aws login is started for a profile, also for one that is not there yet", async () => {
  const { person, rust } = draw();
  await person.click(screen.getByRole("button", { name: "Add connection…" }));
  const dialog = await screen.findByRole("dialog", { name: "Add connection" });
  await person.click(within(dialog).getByRole("radio", { name: "aws login" }));
  await person.type(within(dialog).getByLabelText("Name"), "mine");
  const signIn = within(dialog).getByRole("button", { name: "Sign in with aws login" });
  expect(signIn).toHaveAccessibleDescription("Name a profile");
  await person.type(within(dialog).getByLabelText("Profile that aws login signs in"), "console");
  await person.click(signIn);
  expect(await screen.findByText("aws login signed console in")).toBeInTheDocument();
  expect(rust.asked("awsCliLogin")).toEqual([["console"]]);
  await person.click(within(dialog).getByRole("button", { name: "Add connection" }));
  await vi.waitFor(() => expect(rust.asked("saveConnection")).toHaveLength(1));
  expect(rust.asked("saveConnection")[0]![0].source).toEqual({ source: "login", profile: "console" });
});

test("a connection that cannot be saved says why, and the dialog stays with what was typed", async () => {
  const { person, rust } = draw({ connections: [...CONNECTIONS, KEYS] });
  rust.refuse("saveConnection", {
    code: "invalid",
    message: "`eu-nowhere-1` is not a region",
    hint: "It reads like eu-central-1.",
  });
  await person.click(await screen.findByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit prod" });
  await person.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent(
    "eu-nowhere-1 is not a regionIt reads like eu-central-1.",
  );
  expect(within(dialog).getByLabelText("Name")).toHaveValue("prod");
});

test("an access key is added with its secret, which goes nowhere else", async () => {
  const { person, rust } = draw();
  await person.click(screen.getByRole("button", { name: "Add connection…" }));
  const dialog = await screen.findByRole("dialog", { name: "Add connection" });
  const add = within(dialog).getByRole("button", { name: "Add connection" });
  expect(add).toHaveAccessibleDescription("Give it a name");
  await person.type(within(dialog).getByLabelText("Name"), "prod");
  await person.type(within(dialog).getByLabelText("Access key id"), "AKIAEXAMPLE000000001");
  await person.type(within(dialog).getByLabelText("Secret access key"), "not-a-real-secret");
  await person.click(add);
  await vi.waitFor(() => expect(rust.asked("saveConnection")).toHaveLength(1));
  const [spec, secret] = rust.asked("saveConnection")[0]!;
  expect(spec.source).toEqual({ source: "keys", accessKeyId: "AKIAEXAMPLE000000001" });
  expect(JSON.stringify(spec)).not.toContain("not-a-real-secret");
  expect(secret).toEqual({ secretAccessKey: "not-a-real-secret" });
  expect(await screen.findByText("prod added")).toBeInTheDocument();
});

test("Identity Center is signed in to first, then an account and a role are chosen", async () => {
  const accounts = [{ accountId: "111122223333", name: "acme", email: "a@example.com", roles: ["Admin", "Read"] }];
  const { person, rust } = draw({}, { identityCenterAccounts: () => accounts });
  await person.click(screen.getByRole("button", { name: "Add connection…" }));
  const dialog = await screen.findByRole("dialog", { name: "Add connection" });
  await person.click(within(dialog).getByRole("radio", { name: "Identity Center" }));
  await person.type(within(dialog).getByLabelText("Start URL"), "https://acme.awsapps.com/start");
  await person.type(within(dialog).getByLabelText("Region of Identity Center"), "eu-central-1");
  await person.click(within(dialog).getByRole("button", { name: "Sign in with the browser" }));
  expect(await within(dialog).findByRole("combobox", { name: "Account and role" })).toBeInTheDocument();
  expect(rust.asked("identityCenterAccounts")).toEqual([["https://acme.awsapps.com/start", "eu-central-1", false]]);
});

test("what cannot be kept secret is said before anyone types a secret", async () => {
  const words = "This system offers no keychain. Canopy asks for secrets each time it starts.";
  const { person } = draw({}, { keychainStatus: () => ({ available: false, words }) });
  expect(await screen.findByText("Secrets are not kept")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Add connection…" }));
  const dialog = await screen.findByRole("dialog", { name: "Add connection" });
  expect(within(dialog).getByText(words)).toBeInTheDocument();
  expect(within(dialog).getByLabelText("Secret access key")).toHaveAccessibleDescription(
    "It stays in memory until Canopy ends.",
  );
});
