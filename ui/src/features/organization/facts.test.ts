// @vitest-environment node
import { expect, test } from "vitest";

import type { Step } from "../../ipc/bindings";
import { jobOf, LEDGER, LOGS, policyOf, PROD, ROOT, stepOf } from "../../test/fixture";
import { closedAt, daysShown } from "./closing";
import { contactProblems } from "./contact";
import { pendingEmail } from "./email";
import { kindName, sizeOf, slotsOf, together } from "./policyWords";
import { cannotTurn, inOrder, regionChanges, regionState } from "./regions";
import { draftsOf, written } from "../../kit/drafts";
import { tagChange } from "./tagEdit";

const NOW = Date.parse("2026-11-03T12:00:00Z");
const ASK: Step = { action: "startEmailChange", account: LEDGER, from: "a@example.com", to: "b@example.com" };
const CONFIRM: Step = { ...ASK, action: "confirmEmailChange" };
const done = (step: Step, endedAt = "2026-11-03T11:00:00Z") => jobOf("done", [stepOf("done", { step, endedAt })]);

test("a code that was asked for is waited for a day, until the email is changed", () => {
  expect(pendingEmail([done(ASK)], LEDGER, NOW)).toEqual({ email: "b@example.com", at: "2026-11-03T11:00:00Z" });
  expect(pendingEmail([done(ASK)], LOGS, NOW)).toBeNull();
  expect(pendingEmail([done(CONFIRM), done(ASK)], LEDGER, NOW)).toBeNull();
  expect(pendingEmail([done(ASK), done(CONFIRM)], LEDGER, NOW), "asked again since").not.toBeNull();
  expect(pendingEmail([done(ASK, "2026-11-02T11:00:00Z")], LEDGER, NOW)).toBeNull();
  const failed = jobOf("failed", [stepOf("failed", { step: CONFIRM })]);
  expect(pendingEmail([failed, done(ASK)], LEDGER, NOW), "a wrong code can be corrected").not.toBeNull();
});

test("a closed account is shown for 90 days", () => {
  const jobs = [done({ action: "closeAccount", account: LEDGER }, "2026-10-04T12:00:00Z")];
  expect([...closedAt(jobs)]).toEqual([[LEDGER, "2026-10-04T12:00:00Z"]]);
  expect(daysShown("2026-10-04T12:00:00Z", NOW)).toBe(60);
  expect(daysShown("2026-01-01T12:00:00Z", NOW)).toBe(0);
});

test("contacts are held to AWS's rules", () => {
  const grace = { name: "Grace", title: "Lead", email: "grace@example.com", phone: "+1 (555) 0100" };
  expect(Object.values(contactProblems(grace))).toEqual([null, null, null, null]);
  expect(contactProblems({ name: " ", title: "x".repeat(51), email: "grace", phone: "call me" })).toEqual({
    name: "The name is missing",
    title: "The title has 51 characters, AWS allows 50",
    email: "This is no email address",
    phone: "A phone number has 1 to 25 digits, spaces and +-()",
  });
});

test("a policy that stands on several nodes is one line", () => {
  const policy = policyOf("p-FullAWSAccess", "FullAWSAccess", { awsManaged: true });
  const lines = together([
    { policy, from: ROOT },
    { policy, from: PROD },
    { policy: policyOf("p-1", "Guard"), from: PROD },
  ]);
  expect(lines.map(({ from }) => from)).toEqual([[ROOT, PROD], [PROD]]);
});

test("kinds, slots and sizes are put in words", () => {
  const kind = { kind: "SERVICE_CONTROL_POLICY", applied: [], attached: 2, slots: 5, maxSize: 5120 };
  expect(kindName(kind.kind)).toBe("Service control policies");
  expect(kindName("NEW_POLICY")).toBe("NEW_POLICY");
  expect(slotsOf(kind)).toBe("2 of 5 attached here");
  expect(slotsOf({ ...kind, slots: null })).toBe("2 attached here");
  const applied = { policy: policyOf("p-1", "Guard", { content: "x".repeat(1204) }), from: PROD };
  expect(sizeOf(applied, 5120)).toBe("1,204 of 5,120 characters");
  expect(sizeOf({ ...applied, policy: policyOf("p-1", "Guard") }, 5120)).toBeNull();
});

test("regions that can be turned come first, and each says what it cannot", () => {
  const regions = [
    { name: "eu-central-1", state: "ENABLED_BY_DEFAULT" },
    { name: "me-south-1", state: "DISABLING" },
    { name: "ap-east-1", state: "DISABLED" },
  ];
  expect(inOrder(regions).map(({ name }) => name)).toEqual(["ap-east-1", "me-south-1", "eu-central-1"]);
  expect(regions.map(cannotTurn)).toEqual([
    "AWS keeps it on in every account",
    "AWS is at it; this can take minutes to hours",
    null,
  ]);
  expect(regionState("ENABLING")).toBe("Turning on");
  expect(regionChanges(LEDGER, regions, new Set(["ap-east-1"]))).toEqual([
    { change: "setRegion", account: LEDGER, region: "ap-east-1", enabled: true },
  ]);
});

test("tags become one change, or none where they are the same", () => {
  const before = [{ key: "team", value: "core" }];
  expect(tagChange(LEDGER, before, written(draftsOf(before)))).toBeNull();
  expect(tagChange(LEDGER, before, [])).toEqual({ change: "tag", node: LEDGER, set: [], remove: ["team"] });
  expect(written([{ key: "", value: "", nth: 0 }])).toEqual([]);
});
