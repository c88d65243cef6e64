import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { DENIED, jobOf, planOf, PREVIEW, PROD, ROOT, SANDBOX, stepOf } from "../test/fixture";
import { IDENTITY_CHOICES, IDENTITY_REVIEW, identityOf } from "../test/identity";
import { fakeRust, type World } from "../test/rust";
import { activeName, row, selectedNames, show } from "../test/show";
import { App } from "./App";

async function open(change: Partial<World> = {}, answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust(change, answers);
  const shown = show(<App />);
  await screen.findByRole("treegrid");
  return { rust, ...shown };
}

type Person = Awaited<ReturnType<typeof open>>["person"];

async function movePreviewToProd(person: Person) {
  await person.click(row("preview"));
  await person.keyboard("{Control>}x{/Control}");
  await person.click(row("prod"));
  await person.keyboard("{Control>}v{/Control}");
  return screen.findByRole("dialog", { name: "Move preview to prod" });
}

test("cutting an account and pasting it on an OU opens the plan, Apply moves it, and the toast undoes it", async () => {
  const { person, rust } = await open();
  const plan = await movePreviewToProd(person);
  expect(rust.asked("plan")).toEqual([[SANDBOX, [{ change: "moveAccount", account: PREVIEW, to: PROD }]]]);
  expect(rust.asked("startJob"), "nothing happens before it is reviewed").toEqual([]);
  await person.click(within(plan).getByRole("button", { name: "Apply" }));
  const undo = await screen.findByRole("button", { name: "Undo" });
  expect(rust.asked("startJob")).toEqual([[SANDBOX, "plan-1", null]]);
  expect(plan).not.toBeInTheDocument();
  await person.click(undo);
  await vi.waitFor(() => expect(rust.asked("startJob")).toHaveLength(2));
  expect(rust.asked("planUndo")).toEqual([[SANDBOX, "job-of-plan-1"]]);
});

test("a plan with a blocker opens, says why and cannot be applied", async () => {
  const { person, rust } = await open({}, { plan: (_, changes) => planOf(changes, { blockers: [DENIED] }) });
  const plan = await movePreviewToProd(person);
  const apply = within(plan).getByRole("button", { name: "Apply" });
  expect(apply).toHaveAccessibleDescription(/^Not allowed to/);
  await person.click(apply);
  expect(rust.asked("startJob")).toEqual([]);
});

test("F2 on an OU renames it after a review", async () => {
  const { person, rust } = await open();
  await person.click(row("prod"));
  await person.keyboard("{F2}");
  const name = await screen.findByRole("textbox", { name: "Name" });
  await person.clear(name);
  await person.type(name, "production{Enter}");
  await vi.waitFor(() =>
    expect(rust.asked("plan")).toEqual([[SANDBOX, [{ change: "renameOu", ou: PROD, name: "production" }]]]),
  );
});

test("the palette opens an account's console from anywhere", async () => {
  const { person, rust } = await open();
  await person.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Go to" });
  await person.keyboard("ledger{Enter}");
  expect(await screen.findByText("The console of ledger opens in your browser")).toBeInTheDocument();
  expect(rust.asked("openConsole")[0]?.[2]).toBeNull();
  expect(screen.queryByRole("combobox", { name: "Go to" })).not.toBeInTheDocument();
});

test("the palette shows an account in the tree, though nothing was selected there before", async () => {
  const { person } = await open({ viewState: { expanded: [ROOT], selected: [] } });
  await person.keyboard("{Control>}2{/Control}");
  await screen.findByRole("heading", { name: "Activity" });
  await person.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Go to" });
  await person.keyboard("ledger{Alt>}{Enter}{/Alt}");
  await screen.findByRole("treegrid");
  await vi.waitFor(() => expect(selectedNames()).toEqual(["ledger"]));
  expect(activeName()).toBe("ledger");
  expect(screen.getByRole("treegrid")).toHaveFocus();
});

test("Ctrl with a digit goes to a page, and the rail tells which it is", async () => {
  const { person } = await open();
  await person.keyboard("{Control>}3{/Control}");
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Settings" })).toHaveAttribute("aria-current", "page");
  await person.keyboard("{Control>}2{/Control}");
  expect(await screen.findByRole("heading", { name: "Activity" })).toBeInTheDocument();
});

test("the identity account's plan opens from its review, and its job stands on the page with all its ways", async () => {
  const { person, rust } = await open(
    { identity: identityOf("review") },
    {
      identityChoices: () => IDENTITY_CHOICES,
      reviewIdentity: () => IDENTITY_REVIEW,
      startJob: () => {
        const job = jobOf("running", [stepOf("started")], { id: "job-2", title: "Set up the identity account" });
        rust.world.jobs = [job];
        return job;
      },
    },
  );
  await person.keyboard("{Control>}7{/Control}");
  await person.click(await screen.findByRole("button", { name: "Run 1 change…" }));
  const plan = await screen.findByRole("dialog", { name: "Set up the identity account" });
  expect(rust.asked("plan"), "it was planned by its review").toEqual([]);
  await person.click(within(plan).getByRole("button", { name: "Apply" }));
  expect(await screen.findByRole("heading", { name: "Run" })).toBeInTheDocument();
  expect(rust.asked("startJob")).toEqual([[SANDBOX, "plan-identity", null]]);
  const page = within(screen.getByRole("region", { name: "Run" }));
  await person.click(await page.findByRole("button", { name: "Pause" }));
  expect(rust.asked("pauseJob")).toEqual([["job-2"]]);
});

test("a theme that is chosen is on the document at once", async () => {
  const { person, rust } = await open();
  expect(document.documentElement).toHaveAttribute("data-theme", "light");
  await person.keyboard("{Control>}3{/Control}");
  await person.click(await screen.findByRole("radio", { name: "Dark" }));
  await vi.waitFor(() => expect(document.documentElement).toHaveAttribute("data-theme", "dark"));
  expect(rust.world.settings.theme).toBe("dark");
});

test("who is signed in, and to what, is always on screen", async () => {
  await open();
  const rail = screen.getByRole("navigation", { name: "Canopy" });
  expect(rail).toHaveTextContent("acme");
  expect(rail).toHaveTextContent("o-example001");
  expect(rail).toHaveTextContent("111122223333");
  expect(rail).toHaveTextContent("user/ada");
});

test("a connection that cannot sign in says why and what helps, and can be tried again", async () => {
  const rust = fakeRust();
  rust.refuse("openConnection", {
    code: "signedOut",
    message: "the session of `corp` has expired",
    hint: "Run `aws sso login --profile corp`.",
    requestId: "55aa",
  });
  const { person } = show(<App />);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The session of corp has expired");
  expect(alert).toHaveTextContent("Run aws sso login --profile corp.");
  expect(alert).toHaveTextContent("Request id 55aa");
  await person.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(rust.asked("openConnection")).toHaveLength(2);
  await person.click(await screen.findByRole("button", { name: "Other connections" }));
  expect(await screen.findByRole("heading", { name: "Connections" })).toBeInTheDocument();
});

test("the first start asks which organization to open, and remembers it", async () => {
  const rust = fakeRust({ start: null });
  const { person } = show(<App />);
  await person.click(await screen.findByRole("button", { name: /^Sandbox/ }));
  expect(await screen.findByRole("treegrid")).toBeInTheDocument();
  expect(rust.asked("openConnection")).toEqual([[SANDBOX]]);
});
