import type { IdentityCenterInstance, IdentityCenterView, PermissionSet } from "../ipc/bindings";
import { LEDGER, MANAGEMENT, PREVIEW } from "./fixture";

/** Identity Center, not enabled. */
export const NO_CENTER: IdentityCenterView = {
  regions: ["us-east-1"],
  instances: [],
  elsewhere: ["eu-central-1", "eu-west-1"],
  words:
    "There is no instance in us-east-1, and the organization does not trust IAM Identity Center: it is not enabled.",
};

export const INSTANCE: IdentityCenterInstance = {
  arn: "arn:aws:sso:::instance/ssoins-1",
  region: "eu-west-1",
  owner: MANAGEMENT,
  name: null,
  identityStore: "d-1234567890",
};

/** Identity Center, enabled in another region than the likeliest. */
export const CENTER: IdentityCenterView = {
  regions: ["us-east-1", "eu-west-1"],
  instances: [INSTANCE],
  elsewhere: ["eu-central-1"],
  words: null,
};

export const POWER: PermissionSet = {
  arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
  name: "PowerUserAccess",
  description: "Everything but identities",
  sessionSeconds: 5400,
  managedPolicies: ["arn:aws:iam::aws:policy/PowerUserAccess"],
  customerManagedPolicies: ["/ops/Limits"],
  inlinePolicy: '{"Version":"2012-10-17"}',
  permissionsBoundary: null,
  accounts: [LEDGER, PREVIEW],
};

export const UNUSED: PermissionSet = {
  ...POWER,
  arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-2",
  name: "ReadOnlyAccess",
  description: null,
  managedPolicies: [],
  customerManagedPolicies: [],
  inlinePolicy: null,
  accounts: [],
};
