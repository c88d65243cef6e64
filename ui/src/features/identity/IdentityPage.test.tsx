import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";

import type { IdentityView, JobRecord, SpecProblem } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { DENIED, jobOf, LEDGER, LOGS, PREVIEW, PROD, SANDBOX, stepOf, treeOf } from "../../test/fixture";
import { IDENTITY_CHOICES, IDENTITY_REVIEW, IDENTITY_SPEC, identityOf, proofOf } from "../../test/identity";
import { fakeRust } from "../../test/rust";
import { fill, showWithToasts, wordsOf } from "../../test/show";
import { IdentityPage } from "./IdentityPage";
import { STEPS } from "./steps";

function draw(
  identity: IdentityView,
  answers: Parameters<typeof fakeRust>[1] = {},
  { jobs = [] as JobRecord[], problems = [] as SpecProblem[] } = {},
) {
  const rust = fakeRust(
    { identity, jobs },
    {
      identityChoices: () => IDENTITY_CHOICES,
      checkIdentity: () => problems,
      reviewIdentity: () => IDENTITY_REVIEW,
      ...answers,
    },
  );
  const ways = {
    onPlan: vi.fn(),
    onReview: vi.fn(),
    onBootstrap: vi.fn(),
    onReveal: vi.fn(),
    onConsole: vi.fn(),
  };
  const page = (
    <IdentityPage
      connection={SANDBOX}
      index={indexTree(treeOf())}
      parts={{
        policy: ({ label, value, onChange }) => (
          <textarea aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
        ),
        session: ({ seconds, onChange }) => (
          <button type="button" onClick={() => onChange(7200)}>
            {seconds} seconds
          </button>
        ),
        job: (job) => <li key={job.id}>{job.title}</li>,
      }}
      {...ways}
    />
  );
  return { rust, page, ...ways, ...showWithToasts(page) };
}

const saved = (rust: ReturnType<typeof fakeRust>) => rust.asked("saveIdentityDraft").at(-1)?.[1];
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const box = (name: string | RegExp) => screen.getByRole("checkbox", { name });
const field = (name: string) => screen.getByRole("textbox", { name });
const problem = (pointer: string, message: string): SpecProblem => ({
  pointer,
  line: null,
  column: null,
  message,
  hint: null,
  blocking: true,
});

test.each(STEPS)("the page $name can be used by everybody", async ({ id, name }) => {
  const view = identityOf(id, IDENTITY_SPEC, { passwordsWaiting: ["ada"], proof: { done: 1, total: 4 } });
  const { container } = draw(view, {}, { jobs: [proofOf()] });
  await screen.findByRole("region", { name });
  if (id === "review") {
    await screen.findByText("Changes by account");
  }
  const found = await axe.run(container, {
    // Colours need a layout; the window's tests look at them. Landmarks are the whole window's.
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(found.violations.map(({ id: rule, nodes }) => [rule, nodes[0]?.html])).toEqual([]);
});

describe("the draft", () => {
  test("begins with the careful one, and is kept with each change, page and all", async () => {
    const { rust, person } = draw({ ...identityOf("where"), draft: null });
    await screen.findByRole("heading", { name: "Where people live" });
    await person.click(button("Next: Who may do what"));
    await screen.findByRole("heading", { name: "Who may do what" });
    await waitFor(() => expect(saved(rust)).toEqual({ spec: IDENTITY_CHOICES.starter, page: "levels" }));
  });

  test("is there again, on its page, when one comes back", async () => {
    const { rust, person, unmount, page } = draw(identityOf("people"));
    await fill(person, await screen.findByRole("textbox", { name: "Account alias" }), "acme-people");
    await waitFor(() => expect(saved(rust)?.spec.alias).toBe("acme-people"));
    unmount();
    showWithToasts(page);
    expect(await screen.findByRole("textbox", { name: "Account alias" })).toHaveValue("acme-people");
  });

  test("that cannot be kept says so", async () => {
    const { rust, person } = draw(identityOf("people"));
    rust.refuse("saveIdentityDraft", DENIED);
    await person.click(await screen.findByRole("checkbox", { name: "People may make access keys of their own" }));
    expect(await screen.findByText("Not saved")).toBeInTheDocument();
    expect(await screen.findByText(/^Could not keep the draft: /)).toBeInTheDocument();
  });
});

test("the steps say what is written and what is lacking, and the summary leads there", async () => {
  const { person } = draw(identityOf("levels"), {}, { problems: [problem("/where", "no account holds the people")] });
  await person.click(await screen.findByRole("button", { name: "No account holds the people" }));
  expect(
    within(screen.getByRole("navigation", { name: "Steps" }))
      .getAllByRole("button")
      .map(wordsOf),
  ).toEqual([
    "Where 1 thing to put right",
    "Who may do what 1 access level",
    "People 1 person",
    "4Review",
    "5Run",
    "6Proof",
    "7Hand-out",
  ]);
  expect(await screen.findByRole("heading", { name: "Where people live" })).toBeInTheDocument();
});

describe("where", () => {
  test("an account that is there is found by its name", async () => {
    const { rust, person } = draw(identityOf("where", { ...IDENTITY_SPEC, where: null }));
    await person.click(await screen.findByRole("combobox", { name: "Account" }));
    await person.keyboard("preview");
    await person.click(await screen.findByRole("option", { name: "preview" }));
    await waitFor(() => expect(saved(rust)?.spec.where).toEqual({ account: PREVIEW }));
  });

  test("a new one has a name, an email and an OU; what was chosen before comes back", async () => {
    const { rust, person } = draw(identityOf("where"));
    await person.click(await screen.findByRole("radio", { name: "A new account" }));
    await fill(person, field("Email of its root user"), "aws+identity@example.com");
    await person.click(screen.getByRole("combobox", { name: "Organizational unit" }));
    await person.click(await screen.findByRole("option", { name: "Workloads/prod" }));
    await waitFor(() =>
      expect(saved(rust)?.spec.where).toEqual({
        new: { name: "identity", email: "aws+identity@example.com", ou: PROD },
      }),
    );
    await person.click(screen.getByRole("radio", { name: "An existing account" }));
    await waitFor(() => expect(saved(rust)?.spec.where).toEqual({ account: LOGS }));
  });
});

describe("who may do what", () => {
  test("a preset is added and opened, its accounts chosen by OU and one by one", async () => {
    const { rust, person } = draw(identityOf("levels"));
    await person.click(await screen.findByRole("button", { name: "Add Power user" }));
    const card = within(screen.getByRole("region", { name: "Access level Power user" }));
    for (const wanted of ["All in Workloads/prod", "log-archive"]) {
      // One after the other, as a person does.
      // oxlint-disable-next-line no-await-in-loop
      await fill(person, card.getByRole("combobox", { name: "Add an account or OU" }), wanted);
      // oxlint-disable-next-line no-await-in-loop
      await person.click(await screen.findByRole("option", { name: wanted }));
    }
    await waitFor(() => expect(saved(rust)?.spec.levels?.[1]?.for).toEqual({ ous: [PROD], accounts: [LOGS] }));
    await person.click(card.getByRole("button", { name: "Leave out All in prod" }));
    await waitFor(() => expect(saved(rust)?.spec.levels?.[1]?.for).toEqual({ ous: [], accounts: [LOGS] }));
  });

  test("everything of a level can be written, and its groups keep it", async () => {
    const { rust, person } = draw(identityOf("levels"));
    await person.click(await screen.findByRole("button", { name: /^Read-only/ }));
    await fill(person, field("Name"), "Auditor");
    await fill(person, field("Role"), "Org-Auditor");
    await fill(
      person,
      field("Managed policies"),
      "arn:aws:iam::aws:policy/SecurityAudit\n\n arn:aws:iam::aws:policy/Other ",
    );
    await person.click(box("A policy of its own, too"));
    await fill(person, field("Policy Org-Auditor"), "some policy");
    await person.click(button("3600 seconds"));
    await person.click(box("Only after signing in with MFA"));
    await waitFor(() =>
      expect(saved(rust)?.spec.levels).toEqual([
        {
          name: "Auditor",
          roleName: "Org-Auditor",
          policies: ["arn:aws:iam::aws:policy/SecurityAudit", "arn:aws:iam::aws:policy/Other"],
          inline: [{ name: "Org-Auditor", document: "some policy" }],
          sessionSeconds: 7200,
          mfa: false,
          for: { all: true },
          color: "B7CA9D",
        },
      ]),
    );
    expect(saved(rust)?.spec.groups).toEqual([{ name: "Developers", levels: [{ level: "Auditor" }] }]);
  });

  test("what is wrong stands at its field", async () => {
    const { person } = draw(identityOf("levels"), {}, { problems: [problem("/levels/0/roleName", "it is too long")] });
    await screen.findByText("Something to put right");
    await person.click(button(/^Read-only/));
    expect(field("Role")).toHaveAccessibleDescription("It is too long");
    expect(field("Role")).toBeInvalid();
  });

  test("a level that is removed is gone from its groups", async () => {
    const { rust, person } = draw(identityOf("levels"));
    await person.click(await screen.findByRole("button", { name: "Remove Read-only" }));
    expect(await screen.findByText("There is no access level yet: add one below.")).toBeInTheDocument();
    await waitFor(() => expect(saved(rust)?.spec.groups).toEqual([{ name: "Developers", levels: [] }]));
  });
});

describe("people", () => {
  test("are added by name into the first group, and put into others", async () => {
    const { rust, person } = draw(identityOf("people"));
    await person.click(await screen.findByRole("button", { name: "Add a group" }));
    await fill(person, field("User name"), "bob");
    await fill(person, field("Email"), "bob@example.com");
    await person.click(button("Add"));
    await person.click(button("bob in Group"));
    await waitFor(() =>
      expect(saved(rust)?.spec.people).toEqual([
        ...IDENTITY_SPEC.people!,
        { name: "bob", groups: ["Developers", "Group"], email: "bob@example.com" },
      ]),
    );
    expect(button("bob in Group")).toHaveAttribute("aria-pressed", "true");
    await fill(person, field("User name"), "ADA");
    expect(button("Add")).toHaveAccessibleDescription("ADA is in the list already");
  });

  test("of a table are added after a look at each row; rows with errors are left out", async () => {
    const { rust, person } = draw(identityOf("people"), {
      readPeopleCsv: () => [
        { line: 2, person: { name: "ada", groups: ["Developers"], email: null }, errors: [] },
        { line: 3, person: { name: "bob smith", groups: [], email: null }, errors: ["a user name has no spaces"] },
      ],
    });
    await person.click(await screen.findByRole("button", { name: "Add from CSV…" }));
    await fill(person, field("Table"), "name\nada\nbob smith\n");
    expect(await screen.findByText("A user name has no spaces")).toBeInTheDocument();
    expect(screen.getByText("1 row cannot be added and is left out")).toBeInTheDocument();
    expect(rust.asked("readPeopleCsv")).toEqual([[["Developers"], "Developers", "name\nada\nbob smith\n"]]);
    await person.click(button("Add 1 person"));
    await waitFor(() =>
      expect(saved(rust)?.spec.people).toEqual([{ name: "ada", groups: ["Developers"], email: null }]),
    );
  });

  test("have the errors of their line below it", async () => {
    draw(identityOf("people"), {}, { problems: [problem("/people/0/email", "this is no address")] });
    const list = within(await screen.findByRole("region", { name: "List of people" }));
    expect(await list.findByText("This is no address")).toBeInTheDocument();
    expect(list.getByRole("textbox", { name: "User name of ada" })).toBeInvalid();
  });

  test("a group has a level in some of its accounts only", async () => {
    const { rust, person } = draw(identityOf("people"));
    const group = within(await screen.findByRole("group", { name: "Group Developers" }));
    await person.click(group.getByRole("checkbox", { name: "Read-only only in some of its accounts" }));
    await fill(person, group.getByRole("combobox", { name: "Add an account or OU" }), "prod");
    await person.click(await screen.findByRole("option", { name: "All in Workloads/prod" }));
    await waitFor(() =>
      expect(saved(rust)?.spec.groups).toEqual([
        { name: "Developers", levels: [{ level: "Read-only", for: { ous: [PROD] } }] },
      ]),
    );
    await person.click(group.getByRole("checkbox", { name: "Read-only only in some of its accounts" }));
    await waitFor(() =>
      expect(saved(rust)?.spec.groups).toEqual([{ name: "Developers", levels: [{ level: "Read-only", for: null }] }]),
    );
  });

  test("a group's levels, access keys and the password policy are chosen", async () => {
    const { rust, person } = draw(identityOf("people"));
    const group = within(await screen.findByRole("group", { name: "Group Developers" }));
    await person.click(group.getByRole("checkbox", { name: "Read-only" }));
    await person.click(box("People may make access keys of their own"));
    await person.click(box("Set a password policy"));
    await fill(person, field("Least characters"), "20");
    await person.click(box("A symbol"));
    await waitFor(() =>
      expect(saved(rust)?.spec).toEqual({
        ...IDENTITY_SPEC,
        groups: [{ name: "Developers", levels: [] }],
        ownAccessKeys: true,
        passwordPolicy: {
          minimumLength: 20,
          numbers: true,
          uppercase: true,
          lowercase: true,
          symbols: true,
          notTheLast: 5,
        },
      }),
    );
  });
});

describe("review", () => {
  test("shows the changes, the policies with their sizes, and opens the plan that was read", async () => {
    const { rust, person, onPlan } = draw(identityOf("review"));
    expect(
      await screen.findByText("1 change in 1 account, about 40 s. Nothing has been changed yet."),
    ).toBeInTheDocument();
    expect(rust.asked("reviewIdentity")).toEqual([[SANDBOX, IDENTITY_SPEC]]);
    const policy = screen.getByRole("region", { name: "Group Developers" });
    expect(policy).toHaveTextContent("Its people may switch to Org-ReadOnly. 1,480 of 5,120 characters.");
    await person.click(within(policy).getByRole("button", { name: /^Group Developers/ }));
    expect(within(policy).getByRole("region", { name: "Group Developers" })).toHaveTextContent("2012-10-17");
    await person.click(button("Run 1 change…"));
    expect(onPlan).toHaveBeenCalledExactlyOnceWith(IDENTITY_REVIEW.plan, expect.any(Function));
  });

  test("goes on to the run once it has begun, and keeps which job that is", async () => {
    const { rust, person, onPlan } = draw(identityOf("review"));
    await person.click(await screen.findByRole("button", { name: "Run 1 change…" }));
    const begun = jobOf("running", [stepOf("started")], { id: "job-7", title: "Something else" });
    act(() => onPlan.mock.calls[0]?.[1](begun));
    expect(await screen.findByRole("heading", { name: "Run" })).toBeInTheDocument();
    await waitFor(() => expect(saved(rust)).toEqual({ spec: IDENTITY_SPEC, page: "run", run: "job-7" }));
  });

  test("leads to the first role of an account that is left out", async () => {
    const { person, onBootstrap } = draw(identityOf("review"));
    await person.click(await screen.findByRole("button", { name: "Make its first role…" }));
    expect(onBootstrap).toHaveBeenCalledExactlyOnceWith(LEDGER);
  });

  test("offers no first role where AWS made one: it says who can help, and shows what forbids it", async () => {
    const [leftOut] = IDENTITY_REVIEW.outOfReach;
    const { person, onReveal } = draw(identityOf("review"), {
      reviewIdentity: () => ({
        ...IDENTITY_REVIEW,
        outOfReach: [
          { ...leftOut!, account: LEDGER, name: "ledger", fix: "editTrust" },
          { ...leftOut!, account: PREVIEW, name: "preview", fix: "checkPolicies" },
        ],
      }),
    });
    expect(await screen.findByText(/lets the role trust your account/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Make its first role…" })).not.toBeInTheDocument();
    await person.click(button("Show in the tree"));
    await person.click(button("Check policies"));
    expect(onReveal.mock.calls).toEqual([[LEDGER], [PREVIEW]]);
  });

  test("asks AWS nothing while something must be put right", async () => {
    const { rust } = draw(identityOf("review"), {}, { problems: [problem("/people/0/name", "the name is taken")] });
    expect(await screen.findByText("1 thing must be put right first")).toBeInTheDocument();
    expect(rust.asked("reviewIdentity")).toEqual([]);
  });

  test("says that nothing is left to do", async () => {
    draw(identityOf("review"), {
      reviewIdentity: () => ({ ...IDENTITY_REVIEW, plan: { ...IDENTITY_REVIEW.plan, steps: [] }, outOfReach: [] }),
    });
    expect(
      await screen.findByText("Everything is as the document says: there is nothing to change"),
    ).toBeInTheDocument();
  });

  test("that fails says why, and is tried again", async () => {
    const { rust, person } = draw(identityOf("review"), { reviewIdentity: () => Promise.reject(DENIED) });
    await screen.findByRole("alert");
    await person.click(button("Read again"));
    await waitFor(() => expect(rust.asked("reviewIdentity")).toHaveLength(2));
  });
});

describe("run", () => {
  test("shows the last set-up, none of the other jobs", async () => {
    const setUp = jobOf("running", [stepOf("started")], { id: "job-2", title: "Set up the identity account" });
    const draft = { spec: IDENTITY_SPEC, page: "run", run: "job-2" };
    draw({ ...identityOf("run"), draft }, {}, { jobs: [proofOf(), jobOf("done", [stepOf("done")]), setUp] });
    const page = within(await screen.findByRole("region", { name: "Run" }));
    await page.findByText("Set up the identity account");
    expect(page.getAllByRole("listitem").map(wordsOf)).toEqual(["Set up the identity account"]);
  });

  test("before anything was run leads to the review; all can be removed again", async () => {
    const { person, onReview } = draw(identityOf("run"));
    await screen.findByRole("button", { name: "Review what would change" });
    await person.click(button("Review the removal"));
    expect(onReview).toHaveBeenCalledExactlyOnceWith(
      [{ change: "removeIdentity", spec: IDENTITY_SPEC }],
      expect.any(Function),
    );
    await person.click(button("Review what would change"));
    expect(await screen.findByRole("heading", { name: "Review what will change" })).toBeInTheDocument();
  });
});

describe("proof", () => {
  test("is planned like any change", async () => {
    const { person, onReview } = draw(identityOf("proof"));
    await person.click(await screen.findByRole("button", { name: "Prove it" }));
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "proveIdentity", spec: IDENTITY_SPEC }]);
  });

  test("tells accounts that are not set up apart from what is not as expected", async () => {
    const proof = proofOf();
    const checks = proof.steps[0]!.receipt!.made!.checks!;
    checks[1] = { ...checks[1]!, outcome: "notSetUp", passed: true };
    draw(identityOf("proof"), {}, { jobs: [proof] });
    expect(await screen.findByText("The one result is as expected")).toBeInTheDocument();
    expect(screen.getByText("1 account is not set up: ledger")).toBeInTheDocument();
    expect(within(screen.getAllByRole("row")[1]!).getByText("not set up")).toBeInTheDocument();
  });

  test("shows how far it is, and what was expected and met, the unexpected first", async () => {
    draw(identityOf("proof", IDENTITY_SPEC, { proof: { done: 2, total: 4 } }), {}, { jobs: [proofOf()] });
    expect(await screen.findByText("1 result is not as expected")).toBeInTheDocument();
    expect(screen.getByText("2 of 4 ways into roles tried")).toBeInTheDocument();
    expect(
      screen
        .getAllByRole("row")
        .slice(1)
        .map((line) =>
          within(line)
            .getAllByRole("cell")
            .map((cell) => cell.textContent),
        ),
    ).toEqual([
      ["Developers", "ledger", "Org-ReadOnly", "without", "refused", "let in"],
      ["Developers", "ledger", "Org-ReadOnly", "with", "let in", "let in"],
    ]);
    expect(screen.getByLabelText("not as expected")).toBeInTheDocument();
  });
});

describe("hand-out", () => {
  test("has the sheets written, and shows where they lie", async () => {
    const { rust, person } = draw(identityOf("handOut", IDENTITY_SPEC, { passwordsWaiting: ["ada"] }), {
      handOut: () => ({
        folder: "/home/ada/handout",
        signInUrl: "https://acme.signin.aws.amazon.com/console/",
        sheets: [{ person: "ada", email: null, files: ["ada.html", "ada.txt"], withPassword: true }],
      }),
    });
    expect(await screen.findByText("1 one-time password waits to be handed out")).toBeInTheDocument();
    await person.click(button("Write 1 sheet"));
    expect(await screen.findByText("1 sheet written, 1 with a one-time password")).toBeInTheDocument();
    expect(screen.getByText("/home/ada/handout")).toBeInTheDocument();
    expect(screen.getByText("https://acme.signin.aws.amazon.com/console/")).toBeInTheDocument();
    expect(rust.asked("handOut")).toEqual([[SANDBOX, { spec: IDENTITY_SPEC }]]);
  });

  test("that fails says why", async () => {
    const { rust, person } = draw(identityOf("handOut"));
    rust.refuse("handOut", DENIED);
    await person.click(await screen.findByRole("button", { name: "Write 1 sheet" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Request id 4f2c1a9e-0001");
  });

  test("a new password is planned like any change", async () => {
    const { person, onReview } = draw(identityOf("handOut"));
    await person.click(await screen.findByRole("button", { name: "New password for ada" }));
    expect(onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "newPasswords", spec: IDENTITY_SPEC, people: ["ada"] },
    ]);
  });
});

describe("the document", () => {
  test("is shown as a text to keep", async () => {
    const { person } = draw(identityOf("where"), { identityText: () => '{"version":1}' });
    await person.click(await screen.findByRole("button", { name: "Show as document…" }));
    expect(await screen.findByRole("region", { name: "identity.json" })).toHaveTextContent('{ "version": 1 }');
  });

  test("that was kept takes the place of the draft", async () => {
    const { rust, person } = draw(identityOf("levels"), {
      readIdentity: () => ({ spec: { version: 1, alias: "other" }, problems: [] }),
    });
    await person.click(await screen.findByRole("button", { name: "Open a document…" }));
    await fill(person, field("Document"), "the text");
    await person.click(button("Open"));
    await waitFor(() => expect(saved(rust)).toEqual({ spec: { version: 1, alias: "other" }, page: "levels" }));
    expect(rust.asked("readIdentity")).toEqual([[SANDBOX, "the text"]]);
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  test("that cannot be read says where it is wrong", async () => {
    const { rust, person } = draw(identityOf("levels"), {
      readIdentity: () => ({ spec: null, problems: [{ ...problem("", "this is no JSON"), line: 3, column: 7 }] }),
    });
    await person.click(await screen.findByRole("button", { name: "Open a document…" }));
    await fill(person, field("Document"), "{");
    await person.click(button("Open"));
    const list = await screen.findByRole("list", { name: "Problems of the document" });
    expect(wordsOf(list)).toBe("Line 3, column 7: This is no JSON");
    expect(rust.asked("saveIdentityDraft")).toEqual([]);
  });
});
