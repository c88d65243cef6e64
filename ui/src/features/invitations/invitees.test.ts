// @vitest-environment node
import { expect, test } from "vitest";

import { indexTree } from "../../ipc/tree";
import { LEDGER, treeOf } from "../../test/fixture";
import { handshakeOf, STRANGER } from "../../test/handshakes";
import { inviteeOf, readInvitees } from "./invitees";

const INDEX = indexTree(treeOf());
const read = (text: string, sent = [handshakeOf({ state: "DECLINED" })]) => readInvitees(text, INDEX, sent);

test("ids and addresses are read from lines and commas; ids may have the console's dashes", () => {
  expect(read(`${STRANGER}\n  7777-8888-9999, owner@example.com;`)).toEqual([
    { text: STRANGER, invitee: { account: STRANGER }, problem: null },
    { text: "7777-8888-9999", invitee: { account: "777788889999" }, problem: null },
    { text: "owner@example.com", invitee: { email: "owner@example.com" }, problem: null },
  ]);
  expect(read(" \n")).toEqual([]);
});

test("leading zeros of an id stay", () => {
  expect(read("000000000099")[0]?.invitee).toEqual({ account: "000000000099" });
});

test.each([
  ["12345", "12345 is neither an account id (12 digits) nor an email address"],
  ["owner@example", "owner@example is neither an account id (12 digits) nor an email address"],
  [LEDGER, `${LEDGER} is a member already: ledger`],
  ["AWS+ledger@example.com", "AWS+ledger@example.com is a member already: ledger"],
])("%s cannot be invited", (text, problem) => {
  expect(read(text)[0]?.problem).toBe(problem);
});

test("nobody is invited twice, neither in one list nor while an invitation is open", () => {
  expect(read(`${STRANGER} 4444-5555-6666`).map(({ problem }) => problem)).toEqual([
    null,
    "4444-5555-6666 is there twice",
  ]);
  expect(read(STRANGER, [handshakeOf()])[0]?.problem).toBe(`An invitation to ${STRANGER} is open already`);
});

test("an invitation is named by what it was sent to", () => {
  expect(inviteeOf(handshakeOf({ email: "owner@example.com" }))).toBe("owner@example.com");
  expect(inviteeOf(handshakeOf())).toBe(STRANGER);
  expect(inviteeOf(handshakeOf({ accountId: null }))).toBe("h-open0001");
});
