import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { Change, Plan } from "../../ipc/bindings";
import { DENIED, planOf, PREVIEW, PROD } from "../../test/fixture";
import { PlanSheet } from "./PlanSheet";

const CHANGE: Change = { change: "moveAccount", account: PREVIEW, to: PROD };

function draw(part: Partial<Plan> = {}, starting = false, changes: Change[] = [CHANGE]) {
  const onApply = vi.fn();
  const onClose = vi.fn();
  render(<PlanSheet plan={planOf(changes, part)} starting={starting} onApply={onApply} onClose={onClose} />);
  return {
    person: userEvent.setup({ delay: null, pointerEventsCheck: 0 }),
    onApply,
    onClose,
    apply: screen.getByRole("button", { name: "Apply" }),
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

test("what is gained and lost has a sign that is read out", () => {
  draw({ impact: ["+ Policy Guard applies", "- Policy Open does not apply any more", "The path changes"] });
  const lines = within(screen.getByRole("list", { name: "What else changes" })).getAllByRole("listitem");
  expect(lines.map((line) => line.textContent)).toEqual([
    "Policy Guard applies",
    "Policy Open does not apply any more",
    "The path changes",
  ]);
  expect(within(lines[0]!).getByLabelText("gained")).toBeInTheDocument();
  expect(within(lines[1]!).getByLabelText("lost")).toBeInTheDocument();
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

test("of many steps a hundred are listed and the others counted", () => {
  draw(
    {},
    false,
    Array.from({ length: 130 }, () => CHANGE),
  );
  const lines = within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem");
  expect(lines).toHaveLength(101);
  expect(lines.at(-1)).toHaveTextContent("and 30 more");
});

test("Escape and Cancel close the plan without applying it", async () => {
  const { person, onApply, onClose } = draw();
  await person.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledTimes(1);
  await person.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalledTimes(2);
  expect(onApply).not.toHaveBeenCalled();
});
