// @vitest-environment node
import { expect, test } from "vitest";

import type { OrganizationView } from "../../ipc/bindings";
import { LEDGER, MANAGEMENT, ORGANIZATION, viewOf } from "../../test/fixture";
import { cannotInvite } from "./rules";

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
