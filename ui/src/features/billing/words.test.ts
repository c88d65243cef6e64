// @vitest-environment node
import { expect, test } from "vitest";

import { billOf } from "../../test/bill";
import { barName, barShort, comparedWith, monthBefore } from "./words";

test("bars are named by their month or day, in any time zone the same", () => {
  expect(["2026-11", "2026-11-03"].map(barShort)).toEqual(["Nov", "3"]);
  expect(["2026-11", "2026-11-03"].map(barName)).toEqual(["November 2026", "Nov 3, 2026"]);
});

test("months are counted over the year's end", () => {
  expect([monthBefore("2026-01", 1), monthBefore("2026-03", 12), monthBefore("2026-12", 1)]).toEqual([
    "2025-12",
    "2025-03",
    "2026-11",
  ]);
});

test("the month under way is compared by the same days, a closed one whole", () => {
  expect(comparedWith(billOf())).toBe("October, same days");
  expect(comparedWith(billOf({ month: "2026-01", day: null }))).toBe("December");
});
