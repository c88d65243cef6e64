// @vitest-environment node
import { expect, test } from "vitest";

import { planOf } from "../../test/fixture";
import { closingQuota, listed, together } from "./lines";

test("names are listed, and counted where there are many", () => {
  expect(listed(["a"])).toBe("a");
  expect(listed(["a", "b"])).toBe("a and b");
  expect(listed(["a", "b", "c"])).toBe("a, b and c");
  expect(listed(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});

test("what is said of several in the same words is said once", () => {
  const lines = ["Everything in Pay stops.", "Everything in Pay Dev stops.", "Nothing else.", "Pay has 2 roles."];
  expect(together(lines, ["Pay", "Pay Dev"])).toEqual([
    "Everything in Pay and Pay Dev stops.",
    "Nothing else.",
    "Pay has 2 roles.",
  ]);
});

test("a name with a dollar sign is taken as it is", () => {
  expect(together(["In a$& all stops."], ["a$&"])).toEqual(["In a$& all stops."]);
});

test("the closing quota is read from its sentence; other words stay words", () => {
  const sentence =
    "AWS closes 1,000 accounts in 30 days here, and 3 at once; Canopy has closed 12 in the last 30 days.";
  expect(closingQuota(planOf([], { impact: ["First.", sentence] }))).toEqual({ allowed: 1000, atOnce: 3, closed: 12 });
  expect(closingQuota(planOf([], { impact: ["AWS closes some accounts."] }))).toBeNull();
});
