// @vitest-environment node
import { expect, test } from "vitest";

import type { OrganizationView } from "../../ipc/bindings";
import { LEDGER, MANAGEMENT, ORGANIZATION, viewOf } from "../../test/fixture";
import { cannotCreateOrganization, featuresOf, onlyManagement } from "./standing";

const without = (standing: OrganizationView["standing"]): OrganizationView => ({ ...viewOf(), tree: null, standing });

test("only an account that is in no organization can create one", () => {
  expect(cannotCreateOrganization(without({ standing: "outside" }))).toBeNull();
  const reason = "This account is in the organization o-example001 already";
  expect(cannotCreateOrganization(viewOf())).toBe(reason);
  expect(cannotCreateOrganization(without({ standing: "member", organization: ORGANIZATION }))).toBe(reason);
  expect(cannotCreateOrganization(undefined)).toBe("It is not known yet whether this account is in an organization");
});

test("the organization itself is the management account's to change", () => {
  expect(onlyManagement(ORGANIZATION, MANAGEMENT)).toBeNull();
  expect(onlyManagement(ORGANIZATION, LEDGER)).toBe(`Only the management account ${MANAGEMENT} can do this`);
});

test("features have AWS's names", () => {
  expect(featuresOf(ORGANIZATION)).toBe("All features");
  expect(featuresOf({ ...ORGANIZATION, featureSet: "CONSOLIDATED_BILLING" })).toBe("Consolidated billing only");
});
