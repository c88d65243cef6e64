// @vitest-environment node
import { afterEach, describe, expect, test, vi } from "vitest";

import { ago, clock, count, day, dayName, keys, left, moment, sentence, takes, until } from "./words";

test("a count has the right number and groups its digits", () => {
  expect(count(0, "account")).toBe("0 accounts");
  expect(count(1, "account")).toBe("1 account");
  expect(count(12_345, "account")).toBe("12,345 accounts");
  expect(count(2, "more", "more")).toBe("2 more");
});

test.each([
  [null, "about 1 s"],
  [0, "about 1 s"],
  [1.4, "about 1 s"],
  [1.5, "about 2 s"],
  [49.4, "about 49 s"],
  [89, "about 89 s"],
  [90, "about 2 min"],
  [600, "about 10 min"],
])("%s seconds are said as %s", (seconds, words) => {
  expect(takes(seconds)).toBe(words);
});

describe("ages", () => {
  const NOW = Date.parse("2026-11-03T12:00:00Z");
  const before = (seconds: number) => ago(new Date(NOW - seconds * 1000).toISOString(), NOW);
  const HOUR = 3600;
  const DAY = 24 * HOUR;

  test.each([
    [0, "just now"],
    [44, "just now"],
    [45, "1 minute ago"],
    [89, "1 minute ago"],
    [90, "2 minutes ago"],
    [59 * 60, "59 minutes ago"],
    [HOUR, "1 hour ago"],
    [2 * HOUR, "2 hours ago"],
    [23 * HOUR, "23 hours ago"],
    [DAY, "1 day ago"],
    [30 * DAY, "30 days ago"],
  ])("%i seconds are said as %s", (seconds, words) => {
    expect(before(seconds)).toBe(words);
  });

  test("an age never says 60 minutes or 24 hours: those are an hour and a day", () => {
    expect(before(HOUR - 1)).toBe("1 hour ago");
    expect(before(DAY - 1)).toBe("1 day ago");
  });

  test("a clock that is behind AWS's says just now", () => {
    expect(before(-30)).toBe("just now");
  });
});

test("days and moments are written out", () => {
  expect(day("2026-11-03T12:00:00Z")).toBe("Nov 3, 2026");
  expect(moment("2026-11-03T00:05:09Z")).toBe("Nov 3, 2026, 00:05:09");
});

test("a message becomes a sentence by its first letter alone", () => {
  expect(sentence("not allowed to `organizations:MoveAccount`")).toBe("Not allowed to `organizations:MoveAccount`");
  expect(sentence("élan")).toBe("Élan");
  expect(sentence("")).toBe("");
});

describe("keys", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("stand as they are on Linux and Windows", () => {
    expect(keys("Ctrl K")).toBe("Ctrl K");
  });

  test("are signs on a Mac", async () => {
    vi.stubGlobal("navigator", { platform: "MacIntel" });
    vi.resetModules();
    const mac = await import("./words");
    expect(mac.keys("Ctrl K")).toBe("⌘K");
    expect(mac.keys("Alt Enter")).toBe("⌥Enter");
    expect(mac.keys("Shift F10")).toBe("⇧F10");
  });
});

test.each([
  [-10, "now"],
  [30, "in less than a minute"],
  [300, "in 5 minutes"],
  [7200, "in 2 hours"],
  [10 * 86_400, "in 10 days"],
])("in %i s is said as %s", (seconds, words) => {
  const now = Date.parse("2026-11-03T12:00:00Z");
  expect(until(new Date(now + seconds * 1000).toISOString(), now)).toBe(words);
});

test("days are called as people call them", () => {
  const now = Date.parse("2026-11-03T12:00:00Z");
  expect(dayName("2026-11-03T01:00:00Z", now)).toBe("Today");
  expect(dayName("2026-11-02T23:00:00Z", now)).toBe("Yesterday");
  expect(dayName("2026-10-02T23:00:00Z", now)).toBe("Oct 2, 2026");
  expect(clock("2026-11-03T01:02:03Z")).toBe("01:02:03");
});

test("a message becomes a sentence of its own, and an ARN at its beginning stays one", () => {
  expect(sentence("not allowed to do this")).toBe("Not allowed to do this");
  expect(sentence("arn:aws:iam::111122223333:user/ada may not")).toBe("arn:aws:iam::111122223333:user/ada may not");
});

test.each([
  [-60, "less than a minute"],
  [29, "less than a minute"],
  [30, "1 min"],
  [15 * 60 + 14, "15 min"],
  [52 * 60, "52 min"],
  [3600, "1 h"],
  [3660, "1 h 1 min"],
  [4 * 3600 - 30, "4 h"],
])("with %s s left it says %s", (seconds, words) => {
  const now = Date.parse("2026-11-03T12:00:00Z");
  expect(left(new Date(now + seconds * 1000).toISOString(), now)).toBe(words);
});
