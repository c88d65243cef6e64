import type { IdentityChoices, IdentityReview, IdentitySpec, IdentityView, JobRecord, Step } from "../ipc/bindings";
import { DENIED, jobOf, LEDGER, LOGS, planOf, stepOf } from "./fixture";

/** A document that lacks nothing. */
export const IDENTITY_SPEC: IdentitySpec = {
  version: 1,
  where: { account: LOGS },
  levels: [
    {
      name: "Read-only",
      roleName: "Org-ReadOnly",
      policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      inline: [],
      sessionSeconds: 3600,
      mfa: true,
      for: { all: true },
      color: "B7CA9D",
    },
  ],
  groups: [{ name: "Developers", levels: [{ level: "Read-only" }] }],
  people: [{ name: "ada", groups: ["Developers"], email: "ada@example.com" }],
};

export const IDENTITY_CHOICES: IdentityChoices = {
  presets: [
    { level: IDENTITY_SPEC.levels![0]!, explanation: "Looks at everything, changes nothing." },
    {
      level: {
        name: "Power user",
        roleName: "Org-PowerUser",
        policies: ["arn:aws:iam::aws:policy/PowerUserAccess"],
        sessionSeconds: 3600,
        mfa: true,
        for: {},
      },
      explanation: "Does everything but IAM.",
    },
  ],
  starter: { ...IDENTITY_SPEC, where: null, people: [] },
  peopleTemplate: "name,groups,email\nada,Developers,ada@example.com\n",
};

/** What is known with `spec` as the draft, left on `page`. */
export function identityOf(
  page: string,
  spec: IdentitySpec = IDENTITY_SPEC,
  part: Partial<IdentityView> = {},
): IdentityView {
  return { draft: { spec, page }, account: LOGS, problems: [], proof: null, passwordsWaiting: [], ...part };
}

export const IDENTITY_REVIEW: IdentityReview = {
  plan: planOf([{ change: "setUpIdentity", spec: IDENTITY_SPEC }], {
    planId: "plan-identity",
    title: "Set up the identity account",
    seconds: 40,
  }),
  documents: [
    {
      purpose: "group",
      of: "Developers",
      place: "log-archive",
      text: '{"Version":"2012-10-17"}',
      size: 1480,
      most: 5120,
      explanation: "Its people may switch to Org-ReadOnly.",
    },
  ],
  warnings: [],
  outOfReach: [
    {
      account: LEDGER,
      name: "ledger",
      failure: DENIED,
      fix: "bootstrap",
    },
  ],
};

const PROVE: Step = {
  action: "identity",
  account: LOGS,
  write: { write: "prove", user: "canopy-probe-1", group: "Developers", checks: [] },
};

/** A proof with one result that is as expected, and one that is not. */
export function proofOf(): JobRecord {
  const check = { group: "Developers", account: LEDGER, role: "Org-ReadOnly", problem: null };
  return jobOf(
    "done",
    [
      stepOf("done", {
        step: PROVE,
        summary: "Prove Developers",
        receipt: {
          made: {
            checks: [
              { ...check, mfa: true, allowed: true, outcome: "allowed", passed: true },
              { ...check, mfa: false, allowed: false, outcome: "allowed", passed: false },
            ],
          },
        },
      }),
    ],
    { id: "job-proof", title: "Prove the identity account's set-up" },
  );
}
