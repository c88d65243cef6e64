// @vitest-environment node
import { expect, test } from "vitest";

import { money, moneyAbout, moneyMore, moneyShort, percentMore, percentOf } from "./money";

test("an amount is written in its currency, to the cent", () => {
  expect(["34918.4213", "-1204", "0", "0.004", "-0.004"].map((amount) => money(amount, "USD"))).toEqual([
    "$34,918.42",
    "−$1,204.00",
    "$0.00",
    "$0.00",
    "$0.00",
  ]);
  expect(money("12.5", "CNY")).toBe("CN¥12.50");
});

test("a large amount keeps every digit that a floating-point number would lose", () => {
  expect(money("90071992547409934.37", "USD")).toBe("$90,071,992,547,409,934.37");
});

test("what is no currency stands behind the number", () => {
  expect(money("12.5", "N/A")).toBe("12.50 N/A");
});

test("a difference says whether it is more or less", () => {
  expect(["786.1", "-12", "0"].map((amount) => moneyMore(amount, "USD"))).toEqual(["+$786.10", "−$12.00", "$0.00"]);
});

test("what is known roughly has no cents, and on an axis it is short", () => {
  expect(moneyAbout("49300.49", "USD")).toBe("$49,300");
  expect(["0", "950", "12500", "-1200000"].map((amount) => moneyShort(amount, "USD"))).toEqual([
    "$0",
    "$950",
    "$12.5K",
    "−$1.2M",
  ]);
});

test("changes and shares are told in per cent", () => {
  expect([230, -410, 0, 123456].map(percentMore)).toEqual(["+2.3 %", "−4.1 %", "0.0 %", "+1,234.6 %"]);
  expect([0.7849, 0, 0.0001, -0.0002, -0.0345].map(percentOf)).toEqual([
    "78.5 %",
    "0.0 %",
    "< 0.1 %",
    "> −0.1 %",
    "−3.5 %",
  ]);
});
