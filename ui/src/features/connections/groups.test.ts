// @vitest-environment node
import { expect, test } from "vitest";

import type { Connection } from "../../ipc/bindings";
import { CONNECTIONS } from "../../test/fixture";
import { groupsOf, nameOf, shortName } from "./groups";

const OUTSIDE: Connection = {
  id: "sandbox:2",
  kind: "sandbox",
  name: "Sandbox, account outside 2",
  detail: "An account that can be invited",
  region: null,
  readOnly: false,
  partition: "aws",
  spec: null,
};

test("the sandbox, its accounts outside and one's own connections stand apart, in the order they came in", () => {
  const [sandbox, corp] = CONNECTIONS;
  expect(groupsOf([sandbox!, OUTSIDE, corp!])).toEqual([
    { name: "Sandbox", connections: [sandbox] },
    { name: "Sandbox · accounts outside", connections: [OUTSIDE] },
    { name: "Your connections", connections: [corp] },
  ]);
});

test("beside its kind a connection needs no more than what tells it from its like", () => {
  expect(CONNECTIONS.map(shortName)).toEqual(["", "corp"]);
  expect(shortName(OUTSIDE)).toBe("Outside 2");
  expect(nameOf(OUTSIDE)).toBe("Account outside 2");
});
