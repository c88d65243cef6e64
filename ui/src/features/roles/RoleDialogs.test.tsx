import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";

import type { Problem, Role } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import {
  CONNECTIONS,
  DENIED,
  LEDGER,
  LOGS,
  MANAGEMENT,
  NETWORK,
  PAYMENTS,
  PREVIEW,
  SANDBOX,
  treeOf,
} from "../../test/fixture";
import { DEFAULT_ROLE, roleOf, SERVICE_ROLE, TEMPLATES, trustOf } from "../../test/roles";
import { fakeRust, type World } from "../../test/rust";
import { fill, showWithToasts } from "../../test/show";
import { type RoleWish, RoleDialogs } from "./RoleDialogs";

const index = indexTree(treeOf());

interface Given {
  world?: Partial<World>;
  roles?: Record<string, Role[]>;
  problems?: (text: string) => Problem[];
}

async function draw(wish: RoleWish, { world = {}, roles = {}, problems = () => [] }: Given = {}) {
  const rust = fakeRust(world, {
    roleTemplates: () => TEMPLATES,
    trustPolicy: (_, spec) => JSON.stringify(spec),
    trustWords: (policy) => [`words of ${policy.length} letters for ${MANAGEMENT}`],
    trustChange: () => [`account ${LEDGER} gains access, under no condition`, `account ${LOGS} loses access`],
    checkPolicy: (text) => problems(text),
    roles: (_, account) => {
      const own = roles[account];
      if (!own) {
        throw DENIED;
      }
      return own;
    },
    bootstrap: (_, request) => ({
      template: `template for ${request.role.name}`,
      shellLine: `aws iam create-role --role-name ${request.role.name}`,
      quickCreateLink: request.templateUrl ? `https://console.aws.amazon.com/quick?${request.templateUrl}` : null,
      words: ["The role is made in IAM, which has no region."],
    }),
  });
  const spies = { onClose: vi.fn(), onReview: vi.fn() };
  const shown = showWithToasts(<RoleDialogs connection={SANDBOX} index={index} wish={wish} {...spies} />);
  await screen.findByRole("dialog");
  return { rust, ...spies, ...shown };
}

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const review = () => button("Review");
const box = (name: string) => screen.getByRole("checkbox", { name });
/** A role can be reviewed once its template and its trust are there. */
const ready = () => waitFor(() => expect(review()).not.toHaveAttribute("aria-disabled"), { timeout: 5000 });

describe("a new role", () => {
  const wish: RoleWish = { do: "create", accounts: [LEDGER, LOGS] };

  test("is made in every account from a template, trusting the management account of this organization", async () => {
    const { person, onReview, onClose } = await draw(wish);
    await ready();
    await person.click(screen.getByRole("radio", { name: /^Administrator/ }));
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Org-Admin");
    await person.click(
      within(screen.getByRole("radiogroup", { name: "Maximum session" })).getByRole("radio", { name: "4 h" }),
    );
    await person.click(review());
    const trustPolicy = JSON.stringify({
      accounts: [MANAGEMENT],
      principals: [],
      requireMfa: false,
      organization: "o-example001",
      sourceIdentity: false,
    });
    const role = {
      name: "Org-Admin",
      path: "/",
      description: "",
      trustPolicy,
      policies: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      inline: [],
      maxSessionSeconds: 14_400,
    };
    expect(onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "createRole", account: LEDGER, role },
      { change: "createRole", account: LOGS, role },
    ]);
    expect(onClose).toHaveBeenCalledOnce();
  });

  test("keeps the name that was typed, and says what is wrong with it", async () => {
    const { person, onReview } = await draw(wish);
    await ready();
    const name = screen.getByRole("textbox", { name: "Name" });
    await fill(person, name, "read only");
    expect(name).toHaveAccessibleDescription("Letters, digits and + = , . @ - _ only");
    await person.click(review());
    expect(onReview).not.toHaveBeenCalled();
    await person.click(screen.getByRole("radio", { name: /^Billing/ }));
    expect(name).toHaveValue("read only");
  });

  test("has its trust made live from the choices, each of which says what it does", async () => {
    const { person, rust } = await draw(wish);
    await ready();
    await person.click(box("Require MFA"));
    await person.click(box("Only from this organization"));
    await person.click(box("Require the user name as source identity"));
    await waitFor(() =>
      expect(rust.asked("trustPolicy").at(-1)?.[1]).toEqual({
        accounts: [MANAGEMENT],
        principals: [],
        requireMfa: true,
        organization: null,
        sourceIdentity: true,
      }),
    );
    expect(box("Require MFA")).toHaveAccessibleDescription(/Access keys alone are refused/);
    await waitFor(() =>
      expect(screen.getByRole("textbox", { name: "Trust policy" })).toHaveDisplayValue(/"requireMfa":true/),
    );
    expect(screen.getByRole("list", { name: "Can be assumed by" })).toHaveTextContent(`acme (${MANAGEMENT})`);
  });

  test("can have its trust written by hand, and made from the choices again", async () => {
    const { person, onReview } = await draw(wish);
    await ready();
    const trust = screen.getByRole("textbox", { name: "Trust policy" });
    await fill(person, trust, trustOf(LEDGER));
    expect(trust).toHaveAccessibleDescription("Written by hand.");
    await ready();
    await person.click(review());
    expect(onReview.mock.calls[0]?.[0][0].role.trustPolicy).toBe(trustOf(LEDGER));
    await person.click(button("Make it from the choices again"));
    expect(trust).toHaveDisplayValue(/"accounts"/);
  });

  test("that would trust nobody cannot be reviewed", async () => {
    const { person } = await draw(wish);
    await ready();
    await person.click(button("Leave out acme"));
    expect(review()).toHaveAccessibleDescription("Choose at least one account to trust");
    await person.click(screen.getByRole("combobox", { name: "Add to trusted accounts" }));
    expect(screen.getAllByRole("option")[0]).toHaveTextContent("acme");
    await person.click(screen.getAllByRole("option")[0]!);
    await ready();
  });

  test("of one's own has a policy with its problems by line and column, which lead there", async () => {
    const problem = {
      line: 2,
      column: 3,
      message: "`Actoin` is no part of a statement",
      hint: "Did you mean `Action`?",
      blocking: true,
    };
    const doubt = { line: null, column: null, message: "it allows everything", hint: null, blocking: false };
    const { person, onReview } = await draw(wish, {
      problems: (text) => (text.includes("Actoin") ? [problem, doubt] : []),
    });
    await ready();
    await person.click(screen.getByRole("radio", { name: /^Custom/ }));
    const policy = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Policy" });
    await fill(person, policy, '{\n  "Actoin": 1 }');
    const list = await screen.findByRole("list", { name: "Problems of policy" });
    expect(list).toHaveTextContent("Refused: Line 2, column 3: Actoin is no part of a statement. Did you mean Action?");
    expect(
      within(list)
        .getAllByRole("listitem")
        .map((each) => each.textContent?.split(":")[0]),
    ).toEqual(["Refused", "Doubtful"]);
    expect(review()).toHaveAccessibleDescription("The policy: `Actoin` is no part of a statement");
    await person.click(button("Line 2, column 3"));
    expect(policy).toHaveFocus();
    expect(policy.selectionStart).toBe(4);

    await fill(person, policy, '{ "Action": 1 }');
    await ready();
    await person.click(review());
    expect(onReview.mock.calls[0]?.[0][0].role).toMatchObject({
      policies: [],
      inline: [{ name: "Org-Custom", document: '{ "Action": 1 }' }],
    });
  });

  test("of one's own that is longer than AWS takes cannot be reviewed", async () => {
    const { person } = await draw(wish);
    await ready();
    await person.click(screen.getByRole("radio", { name: /^Custom/ }));
    await fill(person, screen.getByRole("textbox", { name: "Policy" }), "x".repeat(10_241));
    expect(review()).toHaveAccessibleDescription("The policy is longer than AWS takes");
    await person.clear(screen.getByRole("textbox", { name: "Policy" }));
    expect(review()).toHaveAccessibleDescription("Write what the role may do");
  });

  test("is made in accounts that are chosen one by one or by OU; closed and suspended ones are none", async () => {
    const { person, onReview } = await draw({ do: "create", accounts: [LEDGER, PAYMENTS] });
    await ready();
    await person.click(screen.getByRole("combobox", { name: "Add to accounts" }));
    await person.click(screen.getByRole("option", { name: "All in Platform" }));
    expect(screen.getByText("In 3 accounts, as one plan")).toBeInTheDocument();
    await person.click(button("Leave out log-archive"));
    await person.click(review());
    expect(onReview.mock.calls[0]?.[0].map(({ account }: { account: string }) => account)).toEqual([LEDGER, NETWORK]);
  });

  test("needs an account", async () => {
    const { person, onReview } = await draw({ do: "create", accounts: [] });
    await ready();
    await person.click(review());
    expect(screen.getByText("Choose at least one account")).toBeInTheDocument();
    expect(onReview).not.toHaveBeenCalled();
  });

  test("cannot be made with a read-only connection", async () => {
    await draw(wish, { world: { connections: [{ ...CONNECTIONS[0]!, readOnly: true }] } });
    await waitFor(() => expect(review()).toHaveAccessibleDescription(/read-only/));
  });
});

describe("another trust", () => {
  const roles = {
    [LEDGER]: [roleOf("Ops"), SERVICE_ROLE],
    [LOGS]: [roleOf("Ops", { trustPolicy: trustOf(MANAGEMENT, LEDGER) }), roleOf("Backup")],
    [PREVIEW]: [roleOf("Backup")],
  };

  test("stands beside what holds now, with who gains and who loses in words, for each way it is trusted now", async () => {
    const { person, onReview } = await draw(
      { do: "editTrust", accounts: [LEDGER, LOGS, PREVIEW], role: "Ops" },
      { roles },
    );
    expect(
      await screen.findByText("It is in 2 accounts: ledger and log-archive. Not in preview: left out."),
    ).toBeInTheDocument();
    const trust = screen.getByRole("textbox", { name: "Trust policy" });
    await fill(person, trust, trustOf(PREVIEW));
    const ledger = screen.getByRole("region", { name: "Change in ledger" });
    const words = await within(ledger).findByText("Account ledger (000000000021) gains access, under no condition");
    expect(words).toBeInTheDocument();
    const before = screen.getByRole("region", { name: "Trust policy in ledger before and after" });
    expect(before).toHaveTextContent(`taken away: "arn:aws:iam::${MANAGEMENT}:root"`);
    expect(before).toHaveTextContent(`added: "arn:aws:iam::${PREVIEW}:root"`);
    expect(screen.getByRole("region", { name: "Change in log-archive" })).toHaveTextContent("loses access");
    await person.click(review());
    expect(onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "editTrust", account: LEDGER, role: "Ops", trustPolicy: trustOf(PREVIEW) },
      { change: "editTrust", account: LOGS, role: "Ops", trustPolicy: trustOf(PREVIEW) },
    ]);
  });

  test("changes only the accounts in which it is another one", async () => {
    const { person, onReview } = await draw({ do: "editTrust", accounts: [LEDGER, LOGS], role: "Ops" }, { roles });
    await person.click(await screen.findByRole("radio", { name: "By choices" }));
    await ready();
    await person.click(screen.getByRole("radio", { name: "As a document" }));
    const trust = await screen.findByRole("textbox", { name: "Trust policy" });
    await fill(person, trust, JSON.stringify(JSON.parse(trustOf(MANAGEMENT))));
    await ready();
    await person.click(review());
    expect(onReview.mock.calls[0]?.[0].map(({ account }: { account: string }) => account)).toEqual([LOGS]);
  });

  test("that changes nothing cannot be reviewed", async () => {
    await draw({ do: "editTrust", accounts: [LEDGER], role: "Ops" }, { roles });
    await waitFor(() => expect(review()).toHaveAccessibleDescription("Nothing changes yet"));
  });

  test("is for a role that is chosen among those of the accounts, without AWS's own", async () => {
    const { person } = await draw({ do: "editTrust", accounts: [LEDGER, LOGS, PREVIEW], role: null }, { roles });
    // The list opens with the dialog.
    await screen.findAllByRole("option");
    const send = screen.getByRole("button", { name: "Review", hidden: true });
    expect(send).toHaveAccessibleDescription("Choose a role first");
    expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual([
      "Backupin 2 of 3 accounts",
      "Opsin 2 of 3 accounts",
    ]);
    await person.click(screen.getByRole("option", { name: "Ops" }));
    expect(await screen.findByRole("textbox", { name: "Trust policy" })).toBeInTheDocument();
  });

  test("leaves out what could not be read, and says why", async () => {
    await draw({ do: "editTrust", accounts: [LEDGER, NETWORK], role: "Ops" }, { roles });
    expect(await screen.findByRole("alert")).toHaveTextContent("network could not be read, and is left out");
  });
});

describe("a role that goes", () => {
  test("goes from all accounts that have it, as one plan, and can come back", async () => {
    const roles = { [LEDGER]: [roleOf("Ops")], [LOGS]: [roleOf("Ops")], [PREVIEW]: [] };
    const { person, onReview } = await draw({ do: "delete", accounts: [LEDGER, LOGS, PREVIEW], role: null }, { roles });
    await person.click(await screen.findByRole("option", { name: "Ops" }));
    expect(screen.getByText("From 2 accounts, as one plan")).toBeInTheDocument();
    expect(screen.getByText(/Canopy can make it again as it was/)).toBeInTheDocument();
    await person.click(review());
    expect(onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "deleteRole", account: LEDGER, role: "Ops" },
      { change: "deleteRole", account: LOGS, role: "Ops" },
    ]);
  });

  test("that is in none of the accounts any more cannot", async () => {
    await draw({ do: "delete", accounts: [LEDGER], role: "Gone" }, { roles: { [LEDGER]: [] } });
    expect(await screen.findByText("Gone is not in ledger")).toBeInTheDocument();
    expect(review()).toHaveAccessibleDescription("The role is in none of these accounts");
  });
});

test("a longest session is changed where it is another one", async () => {
  const roles = { [LEDGER]: [roleOf("Ops")], [LOGS]: [roleOf("Ops", { maxSessionSeconds: 28_800 })] };
  const { person, onReview } = await draw({ do: "session", accounts: [LEDGER, LOGS], role: "Ops" }, { roles });
  await waitFor(() => expect(screen.getByRole("radio", { name: "1 h" })).toBeChecked());
  await person.click(screen.getByRole("radio", { name: "8 h" }));
  await person.click(review());
  expect(onReview).toHaveBeenCalledExactlyOnceWith([
    { change: "setRoleSession", account: LEDGER, role: "Ops", seconds: 28_800 },
  ]);
});

describe("the first role of an account", () => {
  const wish: RoleWish = { do: "bootstrap", account: PREVIEW };

  test("is made by a template to copy, or by a link once the template lies in S3", async () => {
    const { person, rust } = await draw(wish);
    expect(await screen.findByRole("region", { name: "CloudFormation template" })).toHaveTextContent(
      `template for ${DEFAULT_ROLE}`,
    );
    await person.click(button("Copy CloudFormation template"));
    expect(rust.asked("copyText")).toEqual([[`template for ${DEFAULT_ROLE}`]]);
    const address = screen.getByRole("textbox", { name: "Address of the template in S3" });
    await fill(person, address, "nowhere");
    expect(address).toHaveAccessibleDescription("An https address of a file in S3");
    expect(screen.queryByRole("button", { name: "Copy quick-create link" })).not.toBeInTheDocument();
    await fill(person, address, "https://b.s3.amazonaws.com/role.yaml");
    await fill(person, screen.getByRole("textbox", { name: "Region" }), "eu-central-1");
    await waitFor(() =>
      expect(rust.asked("bootstrap").at(-1)?.[1]).toMatchObject({
        account: PREVIEW,
        templateUrl: "https://b.s3.amazonaws.com/role.yaml",
        region: "eu-central-1",
        role: { name: DEFAULT_ROLE, policies: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
      }),
    );
    expect(await screen.findByRole("button", { name: "Copy quick-create link" })).toBeInTheDocument();
  });

  test("is made by a line for CloudShell", async () => {
    const { person } = await draw(wish);
    await person.click(screen.getByRole("tab", { name: "CloudShell" }));
    expect(await screen.findByText(`aws iam create-role --role-name ${DEFAULT_ROLE}`)).toBeInTheDocument();
    expect(button("Copy line for CloudShell")).toBeInTheDocument();
  });

  test("is made with one-time credentials, whose secrets leave the form with the click", async () => {
    const { person, rust, onReview } = await draw(wish);
    await person.click(screen.getByRole("tab", { name: "One-time credentials" }));
    const send = () => button("Check and review the plan");
    await waitFor(() => expect(send()).toHaveAccessibleDescription("Enter the access key id first"));
    await fill(person, screen.getByRole("textbox", { name: "Access key id" }), "ASIAEXAMPLE0EXAMPLE0");
    expect(send()).toHaveAccessibleDescription("Enter the secret access key first");
    const secret = screen.getByLabelText("Secret access key");
    const token = screen.getByLabelText("Session token");
    expect(secret).toHaveAttribute("type", "password");
    await fill(person, secret, "one-secret");
    expect(send()).toHaveAccessibleDescription("A key that begins with ASIA needs its session token");
    await fill(person, token, "one-token");
    await person.click(send());
    await waitFor(() => expect(onReview).toHaveBeenCalledOnce());
    expect(onReview.mock.calls[0]?.[0]).toMatchObject([
      { change: "createRole", account: PREVIEW, role: { name: DEFAULT_ROLE } },
    ]);
    expect(rust.asked("lendCredentials")).toEqual([
      [
        SANDBOX,
        PREVIEW,
        { accessKeyId: "ASIAEXAMPLE0EXAMPLE0", secretAccessKey: "one-secret", sessionToken: "one-token" },
      ],
    ]);
    expect(secret).toHaveValue("");
    expect(token).toHaveValue("");
  });

  test("is not made with credentials that AWS refuses; they are gone from the form all the same", async () => {
    const { person, rust, onReview } = await draw(wish);
    rust.refuse("lendCredentials", DENIED);
    await person.click(screen.getByRole("tab", { name: "One-time credentials" }));
    await fill(person, screen.getByRole("textbox", { name: "Access key id" }), "AKIAEXAMPLE0EXAMPLE0");
    await fill(person, screen.getByLabelText("Secret access key"), "one-secret");
    await waitFor(() => expect(button("Check and review the plan")).not.toHaveAttribute("aria-disabled"));
    await person.click(button("Check and review the plan"));
    expect(await screen.findByRole("alert")).toHaveTextContent("Sign in with a role that grants it.");
    expect(screen.getByLabelText("Secret access key")).toHaveValue("");
    expect(onReview).not.toHaveBeenCalled();
  });

  test("can be another one, trusting others", async () => {
    const { person, rust } = await draw(wish);
    await person.click(await screen.findByRole("button", { name: /trusting acme/ }));
    await fill(person, screen.getByRole("textbox", { name: "Name" }), "Ops");
    await person.click(screen.getByRole("radio", { name: /^Read-only/ }));
    await waitFor(() =>
      expect(rust.asked("bootstrap").at(-1)?.[1].role).toMatchObject({
        name: "Ops",
        policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      }),
    );
    expect(screen.queryByRole("radio", { name: /^Custom/ })).not.toBeInTheDocument();
  });

  test("is looked for again, and the answer is told", async () => {
    const { person, rust } = await draw(wish);
    expect(await screen.findByText("Not asked")).toBeInTheDocument();
    await person.click(button("Check again"));
    expect(rust.asked("startReadiness")).toEqual([
      [SANDBOX, { roles: [DEFAULT_ROLE], accounts: [PREVIEW], rate: null, afresh: true }],
    ]);
  });
});
