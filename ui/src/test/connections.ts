import type { Connection } from "../ipc/bindings";

/** One that was entered: a person in an access portal. */
export const PORTAL: Connection = {
  id: "own:portal01",
  kind: "identityCenter",
  name: "corp portal",
  detail: "Identity Center, Admin in 111122223333",
  region: null,
  readOnly: false,
  partition: "aws",
  spec: {
    id: "own:portal01",
    name: "corp portal",
    source: {
      source: "identityCenter",
      startUrl: "https://acme.awsapps.com/start",
      region: "eu-central-1",
      accountId: "111122223333",
      roleName: "Admin",
    },
    role: null,
    mfaSerial: null,
    region: null,
    readOnly: false,
  },
};

/** One that was entered: an access key, with everything that can stand on top of it. */
export const KEYS: Connection = {
  id: "own:keys0001",
  kind: "keys",
  name: "prod",
  detail: "Role Admin from Access key AKIAEXAMPLE000000001",
  region: "eu-west-1",
  readOnly: true,
  partition: "aws",
  spec: {
    id: "own:keys0001",
    name: "prod",
    source: { source: "keys", accessKeyId: "AKIAEXAMPLE000000001" },
    role: {
      roleArn: "arn:aws:iam::111122223333:role/Admin",
      externalId: "acme-7",
      mfaSerial: "arn:aws:iam::111122223333:mfa/ada",
      durationSeconds: 5400,
      sessionName: "ada",
    },
    mfaSerial: null,
    region: "eu-west-1",
    readOnly: true,
  },
};
