// @vitest-environment node
import { expect, test } from "vitest";

import type { OrganizationView } from "../../ipc/bindings";
import { LEDGER, MANAGEMENT, ORGANIZATION, viewOf } from "../../test/fixture";
import { cannotInvite } from "./rules";
import { drafted, problemOf } from "./tags";

const without = (standing: OrganizationView["standing"]): OrganizationView => ({ ...viewOf(), tree: null, standing });

test("the management account invites", () => {
  expect(cannotInvite(viewOf(), MANAGEMENT)).toBeNull();
});

test.each([
  ["a delegated administrator", viewOf(), `Only the management account ${MANAGEMENT} can send invitations`],
  [
    "a member",
    without({ standing: "member", organization: ORGANIZATION }),
    `Only the management account ${MANAGEMENT} can send invitations`,
  ],
  [
    "an account that stands alone",
    without({ standing: "outside" }),
    "This account is in no organization: create one first",
  ],
  ["someone not loaded yet", without(null), "The organization is not loaded yet"],
  ["nobody", undefined, "The organization is not loaded yet"],
])("%s cannot, and is told why", (_, view, reason) => {
  expect(cannotInvite(view, LEDGER)).toBe(reason);
});

test("tags of which nothing was typed do not count", () => {
  expect(
    drafted([
      { nth: 1, key: "", value: "" },
      { nth: 2, key: "team", value: "" },
    ]),
  ).toEqual([{ key: "team", value: "" }]);
});

test.each([
  [[{ key: "", value: "x" }], "Every tag needs a key"],
  [[{ key: "AWS:x", value: "" }], "The tag AWS:x begins with aws:, which is AWS's own"],
  [
    [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ],
    "The tag a is given twice",
  ],
  [[{ key: "a", value: "x".repeat(257) }], "The tag a is too long (key 128, value 256 characters)"],
  [[{ key: "a", value: "1" }], null],
])("%j: %s", (tags, problem) => {
  expect(problemOf(tags)).toBe(problem);
});
