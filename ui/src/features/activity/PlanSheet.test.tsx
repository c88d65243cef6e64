import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import type { Change, Plan, PlannedStep } from "../../ipc/bindings";
import {
  DENIED,
  LEDGER,
  LOGS,
  MOVE_COMMAND,
  planOf,
  policyOf,
  PREVIEW,
  PROD,
  STAGING,
  treeOf,
} from "../../test/fixture";
import { indexTree } from "../../ipc/tree";
import { PlanSheet } from "./PlanSheet";

const INDEX = indexTree(treeOf());
const CHANGE: Change = { change: "moveAccount", account: PREVIEW, to: PROD };

function draw(
  { closingsWaiting = 0, ...part }: Partial<Plan> & { closingsWaiting?: number } = {},
  starting = false,
  changes: Change[] = [CHANGE],
) {
  const onApply = vi.fn();
  const onClose = vi.fn();
  render(
    <PlanSheet
      plan={planOf(changes, part)}
      index={INDEX}
      closingsWaiting={closingsWaiting}
      starting={starting}
      onApply={onApply}
      onClose={onClose}
    />,
  );
  return {
    person: userEvent.setup({ delay: null, pointerEventsCheck: 0 }),
    onApply,
    onClose,
    apply: screen.queryByRole("button", { name: "Apply" })!,
  };
}

test("a plan says what will happen, in how many steps and how long", () => {
  draw({ seconds: 49 }, false, [CHANGE, CHANGE]);
  const sheet = screen.getByRole("dialog", { name: "Move preview to prod" });
  expect(sheet).toHaveTextContent("Plan · 2 steps · about 49 s");
  expect(within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem")).toHaveLength(2);
  expect(sheet).toHaveTextContent("Can be undone");
});

test("Apply has the keyboard and applies", async () => {
  const { person, apply, onApply } = draw();
  expect(apply).toHaveFocus();
  await person.keyboard("{Enter}");
  expect(onApply).toHaveBeenCalledOnce();
});

test("a plan with a blocker cannot be applied, and says why with what helps", async () => {
  const { person, apply, onApply } = draw({ blockers: [DENIED] });
  expect(apply).toHaveAttribute("aria-disabled", "true");
  expect(apply).toHaveAccessibleDescription(/^Not allowed to/);
  expect(apply).not.toHaveFocus();
  const alert = screen.getByRole("alert");
  expect(alert).toHaveTextContent("Not allowed to organizations:MoveAccount on ou-ex01-prod00001");
  expect(alert).toHaveTextContent("Sign in with a role that grants it.");
  expect(alert).toHaveTextContent("4f2c1a9e-0001");
  expect(screen.getByText("Cannot be applied")).toBeInTheDocument();
  await person.click(apply);
  expect(onApply).not.toHaveBeenCalled();
});

test("a plan without steps has nothing to apply", () => {
  const { apply } = draw({}, false, []);
  expect(apply).toHaveAccessibleDescription("There is nothing to do");
});

test("a plan that is being started is not started twice", async () => {
  const { person, apply, onApply } = draw({}, true);
  expect(apply).toHaveAttribute("aria-busy", "true");
  await person.click(apply);
  expect(onApply).not.toHaveBeenCalled();
});

test("a plan that cannot be undone says so, and Enter does not apply it by chance", () => {
  const { apply } = draw({ withoutReturn: ["An account cannot be deleted, only closed"] });
  expect(screen.getByText("Cannot be undone wholly")).toBeInTheDocument();
  expect(screen.getByRole("list", { name: "What cannot be undone" })).toHaveTextContent("only closed");
  expect(screen.getByRole("button", { name: "Cancel" })).toHaveFocus();
  expect(apply).not.toHaveAttribute("aria-disabled");
});

test("warnings are shown, and do not stand in the way", () => {
  const { apply } = draw({ warnings: ["prod has a policy that denies sign-in"] });
  expect(screen.getByText("prod has a policy that denies sign-in")).toBeInTheDocument();
  expect(apply).not.toHaveAttribute("aria-disabled");
});

test("of many steps fifty are listed, and all when asked for", async () => {
  const { person } = draw(
    {},
    false,
    Array.from({ length: 130 }, () => CHANGE),
  );
  const lines = () => within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem");
  expect(lines()).toHaveLength(50);
  await person.click(screen.getByRole("button", { name: "Show all 130 steps" }));
  expect(lines()).toHaveLength(130);
});

test("a step opens to what it needs and its line for the AWS CLI", async () => {
  const { person } = draw();
  const line = () => document.querySelector(".command-line code")?.textContent;
  expect(line()).toBeUndefined();
  await person.click(screen.getByRole("button", { name: /Move preview from staging to prod/ }));
  expect(line()).toBe(MOVE_COMMAND);
  expect(screen.getByText(/It stands in staging\./), "by name, not by id").toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Copy the plan as AWS CLI" })).toBeInTheDocument();
});

test("policies gained and lost are listed by account with where they come from", () => {
  draw({
    impact: ["preview loses DenyLeavingRegion, gains ProtectLogs.", "Its bill moves too."],
    policyChanges: [
      {
        accounts: [PREVIEW, "000000000000"],
        change: {
          lost: [{ policy: policyOf("p-1", "DenyLeavingRegion"), from: STAGING }],
          gained: [{ policy: policyOf("p-2", "ProtectLogs", { kind: "TAG_POLICY" }), from: PROD }],
        },
      },
    ],
  });
  const part = screen.getByRole("region", { name: "Policies gained and lost" });
  expect(part).toHaveTextContent("preview and 000000000000");
  const [lost, gained] = within(part).getAllByRole("listitem");
  expect(lost).toHaveTextContent("loses DenyLeavingRegion from staging");
  expect(gained).toHaveTextContent("gains ProtectLogs from prod · tag policy");
  expect(screen.getByRole("list", { name: "What else changes" }), "not the same again").toHaveTextContent(
    /^Its bill moves too\.$/,
  );
});

describe("what does not come back is typed first", () => {
  const close = (account: string): PlannedStep => ({
    ...planOf([CHANGE]).steps[0]!,
    target: account,
    step: { action: "closeAccount", account },
    summary: `Close ${account}`,
  });

  test("an account by its name", async () => {
    const { person, onApply } = draw({ title: "Close ledger", steps: [close(LEDGER)] });
    const button = screen.getByRole("button", { name: "Close account" });
    const field = screen.getByRole("textbox", { name: "Type ledger to confirm" });
    expect(field).toHaveFocus();
    expect(button).toHaveAccessibleDescription("Type “ledger” first");
    await person.keyboard("ledge{Enter}");
    expect(onApply).not.toHaveBeenCalled();
    await person.keyboard("r{Enter}");
    expect(onApply).toHaveBeenCalledExactlyOnceWith(null);
  });

  test("several by what happens to them", async () => {
    const { person, onApply } = draw({
      steps: [close(LEDGER), { ...close(LOGS), id: 2, target: LOGS }],
      impact: [
        "Everything in ledger stops.",
        "Everything in log-archive stops.",
        "AWS closes 250 accounts in 30 days here, and 3 at once; Canopy has closed 4 in the last 30 days.",
      ],
      closingsWaiting: 5,
    });
    expect(screen.getByRole("region", { name: "Closing quota" })).toHaveTextContent(
      "In 30 days250Closed4Waiting before these5Now2At once3",
    );
    expect(screen.getByRole("list", { name: "What else changes" })).toHaveTextContent(
      /^Everything in ledger and log-archive stops\.$/,
    );
    await person.type(screen.getByRole("textbox"), "close 2 accounts");
    await person.click(screen.getByRole("button", { name: "Close 2 accounts" }));
    expect(onApply).toHaveBeenCalledOnce();
  });

  test("an organization by its id", () => {
    const [step] = planOf([CHANGE]).steps;
    draw({
      steps: [{ ...step!, step: { action: "deleteOrganization" }, summary: "Delete the organization o-example001" }],
    });
    expect(screen.getByRole("textbox", { name: "Type o-example001 to confirm" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Delete organization" })).toHaveAttribute("aria-disabled", "true");
  });

  const gone = (id: number, account: string, role: string): PlannedStep => ({
    ...planOf([CHANGE]).steps[0]!,
    id,
    target: account,
    step: { action: "deleteRole", account, via: "OrganizationAccountAccessRole", role },
    summary: `Delete the role ${role}`,
  });

  test("a role by its name, as it is written", async () => {
    const { person, onApply } = draw({ title: "Delete role Ops", steps: [gone(1, LEDGER, "Ops")] });
    const button = screen.getByRole("button", { name: "Delete role" });
    expect(screen.getByRole("textbox", { name: "Type Ops to confirm" })).toHaveFocus();
    expect(button).toHaveAccessibleDescription("Type “Ops” first");
    await person.keyboard("ops{Enter}");
    expect(onApply, "names of roles differ by case").not.toHaveBeenCalled();
    await person.clear(screen.getByRole("textbox"));
    await person.keyboard("Ops{Enter}");
    expect(onApply).toHaveBeenCalledExactlyOnceWith(null);
  });

  test("a role in several accounts by how many are deleted", async () => {
    const { person, onApply } = draw({ steps: [gone(1, LEDGER, "Ops"), gone(2, LOGS, "Ops")] });
    await person.type(screen.getByRole("textbox", { name: "Type delete 2 roles to confirm" }), "delete 2 roles");
    await person.click(screen.getByRole("button", { name: "Delete 2 roles" }));
    expect(onApply).toHaveBeenCalledExactlyOnceWith(null);
  });

  test("but not a role that goes because its making is taken back", () => {
    draw({ steps: [gone(1, LEDGER, "Ops")], undoes: "job-1" });
    expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Apply" })).not.toHaveAttribute("aria-disabled");
  });

  test("but not where a blocker stands in the way anyhow", () => {
    draw({ steps: [close(LEDGER)], blockers: [DENIED] });
    expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
  });
});

test("a change of email asks for its one-time code, and hands it over", async () => {
  const [step] = planOf([CHANGE]).steps;
  const { person, onApply } = draw({
    steps: [
      { ...step!, step: { action: "confirmEmailChange", account: LEDGER, from: "a@example.com", to: "b@example.com" } },
    ],
  });
  const code = screen.getByRole("textbox", { name: "One-time code" });
  expect(code).toHaveFocus();
  expect(code).toHaveAccessibleDescription(/AWS sent it to b@example.com/);
  await person.keyboard("12{Enter}");
  expect(onApply).not.toHaveBeenCalled();
  await person.keyboard("3456{Enter}");
  expect(onApply).toHaveBeenCalledExactlyOnceWith("123456");
});

test("Escape and Cancel close the plan without applying it", async () => {
  const { person, onApply, onClose } = draw();
  await person.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledTimes(1);
  await person.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalledTimes(2);
  expect(onApply).not.toHaveBeenCalled();
});

describe("steps on roles", () => {
  test("whom a role trusts is told by name beside the id, which is what counts", () => {
    draw({ impact: [`payments: Ops can be assumed by: everyone in account ${LOGS} and in account 999999999999.`] });
    expect(screen.getByRole("list", { name: "What else changes" })).toHaveTextContent(
      `everyone in account log-archive (${LOGS}) and in account 999999999999.`,
    );
  });

  const trust = (account: string) => `{"Statement":[{"Principal":{"AWS":"arn:aws:iam::${account}:root"}}]}`;
  const planned = (step: PlannedStep["step"]): PlannedStep => ({
    id: 1,
    action: "iam:PutRolePolicy",
    target: LEDGER,
    summary: "Something with a role in ledger",
    needs: `It is in ${LEDGER}.`,
    command: "aws iam …",
    step,
  });

  test("a new role shows its trust policy in full once its step is opened", async () => {
    const { person } = draw({
      steps: [
        planned({
          action: "createRole",
          account: LEDGER,
          name: "Ops",
          path: "/",
          description: "",
          trustPolicy: trust(LOGS),
          maxSessionSeconds: 3600,
        }),
      ],
    });
    expect(screen.queryByRole("region", { name: "Trust policy of Ops" })).not.toBeInTheDocument();
    await person.click(screen.getByRole("button", { name: /Something with a role/ }));
    expect(screen.getByRole("region", { name: "Trust policy of Ops" })).toHaveTextContent(LOGS);
  });

  test("another trust shows both policies side by side", async () => {
    const { person } = draw({
      steps: [planned({ action: "setTrust", account: LEDGER, role: "Ops", from: trust(LOGS), to: trust(PREVIEW) })],
    });
    await person.click(screen.getByRole("button", { name: /Something with a role/ }));
    const both = screen.getByRole("region", { name: "Trust policy of Ops before and after" });
    expect(both).toHaveTextContent(`taken away: "AWS": "arn:aws:iam::${LOGS}:root"`);
    expect(both).toHaveTextContent(`added: "AWS": "arn:aws:iam::${PREVIEW}:root"`);
  });

  test("a policy that is written shows what it says", async () => {
    const { person } = draw({
      steps: [
        planned({ action: "putRolePolicy", account: LEDGER, role: "Ops", name: "Extra", document: '{"Statement":[]}' }),
      ],
    });
    await person.click(screen.getByRole("button", { name: /Something with a role/ }));
    expect(screen.getByRole("region", { name: "Policy Extra of Ops" })).toHaveTextContent("Statement");
  });
});
