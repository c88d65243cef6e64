// @vitest-environment node
import { expect, test } from "vitest";

import type { StepRecord } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import { account, jobOf, NODES, PROD, stepOf, treeOf } from "../../test/fixture";
import { handshakeOf, STRANGER } from "../../test/handshakes";
import { again, invites, whereabouts } from "./sent";

const INDEX = indexTree(treeOf());

const JOB = jobOf("cancelled", [
  stepOf("done", {
    step: {
      action: "inviteAccount",
      invitee: { account: STRANGER },
      notes: "Hi",
      tags: [{ key: "team", value: "core" }],
    },
    receipt: { made: { handshakeId: "h-open0001" } },
  }),
  {
    ...stepOf("skipped"),
    id: 2,
    step: { action: "moveAccount", account: { madeBy: 1 }, from: "r-ex01", to: PROD },
  } satisfies StepRecord,
]);

test("what was declined is sent again as it was: the place and the tags are in the journal", () => {
  const declined = handshakeOf({ state: "DECLINED", destination: null, notes: "Hi" });
  expect(again(declined, [JOB])).toEqual({
    invitees: STRANGER,
    to: PROD,
    notes: "Hi",
    tags: [{ key: "team", value: "core" }],
  });
});

test("what another program sent is sent again as far as AWS tells", () => {
  expect(again(handshakeOf({ destination: null, notes: null, id: "h-other" }), [JOB])).toEqual({
    invitees: STRANGER,
    to: null,
    notes: "",
    tags: [],
  });
});

test("an open invitation goes to its OU, or stays in the root", () => {
  expect(whereabouts(handshakeOf(), INDEX)).toEqual({ is: "going", id: PROD, path: "/Workloads/prod" });
  expect(whereabouts(handshakeOf({ destination: null }), INDEX)).toEqual({ is: "root" });
  expect(whereabouts(handshakeOf({ destination: "ou-gone" }), INDEX)).toMatchObject({ path: "ou-gone" });
});

test("an account that has joined stands where the tree has it, by id or by address", () => {
  const joined = indexTree(treeOf([...NODES, account(STRANGER, "stranger", PROD)]));
  const accepted = handshakeOf({ state: "ACCEPTED", destination: null });
  expect(whereabouts(accepted, joined)).toEqual({ is: "there", id: STRANGER, path: "/Workloads/prod" });
  expect(whereabouts({ ...accepted, accountId: null, email: "AWS+stranger@example.com" }, joined)).toMatchObject({
    is: "there",
  });
  expect(whereabouts(accepted, INDEX), "it left again").toEqual({ is: "unknown" });
});

test("each account is a change of its own, all to one place", () => {
  const draft = { invitees: "", to: PROD, notes: "Hi", tags: [{ key: "team", value: "core" }] };
  expect(invites(draft, [{ account: STRANGER }, { email: "owner@example.com" }])).toEqual([
    { change: "invite", invitee: { account: STRANGER }, to: PROD, notes: "Hi", tags: draft.tags },
    { change: "invite", invitee: { email: "owner@example.com" }, to: PROD, notes: "Hi", tags: draft.tags },
  ]);
});
