import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { CONNECTIONS, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { ConnectionsPage } from "./ConnectionsPage";
import { Questions } from "./Questions";

function draw(change: Parameters<typeof fakeRust>[0] = {}, answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust(change, answers);
  const onSwitch = vi.fn<(connection: string) => void>();
  return { rust, onSwitch, ...showWithToasts(<ConnectionsPage connection={SANDBOX} onSwitch={onSwitch} />) };
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

test("a connection is made read-only with one click, and says so", async () => {
  const { person, rust } = draw({ connections: CONNECTIONS.map((each) => ({ ...each, readOnly: true })) });
  const own = await screen.findByRole("region", { name: "Your connections" });
  expect(within(own).getByText("Read-only")).toBeInTheDocument();
  await person.click(within(own).getByRole("button", { name: "Allow changes" }));
  expect(rust.asked("setReadOnly")).toEqual([["profile:corp", false]]);
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
  draw({}, { keychainStatus: () => ({ available: false, words: "this system offers no keychain." }) });
  expect(await screen.findByText("Secrets are not kept")).toBeInTheDocument();
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
