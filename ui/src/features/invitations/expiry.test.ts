// @vitest-environment node
import { expect, test } from "vitest";

import { handshakeOf } from "../../test/handshakes";
import { timeLeft } from "./expiry";

const NOW = Date.parse("2026-11-03T12:00:00Z");

test.each([
  ["2026-11-18T12:00:00Z", "15 days left", false],
  ["2026-11-07T11:59:00Z", "3 days left", false],
  ["2026-11-05T12:00:00Z", "2 days left", true],
  ["2026-11-04T12:00:00Z", "1 day left", true],
  ["2026-11-04T11:59:59Z", "23 hours left", true],
  ["2026-11-03T13:00:00Z", "1 hour left", true],
  ["2026-11-03T12:59:00Z", "Ends within the hour", true],
  ["2026-11-02T12:00:00Z", "Ends within the hour", true],
])("an invitation until %s has %s", (expiresAt, words, soon) => {
  expect(timeLeft(handshakeOf({ expiresAt }), NOW)).toMatchObject({ words, soon });
});

test("the bar is full when it was just sent and empty at its end", () => {
  expect(timeLeft(handshakeOf({ expiresAt: "2026-11-18T12:00:00Z" }), NOW)?.part).toBe(1);
  expect(timeLeft(handshakeOf({ expiresAt: "2026-11-03T12:00:00Z" }), NOW)?.part).toBe(0);
});

test("what is over, or has no end, has no time left", () => {
  expect(timeLeft(handshakeOf({ state: "ACCEPTED" }), NOW)).toBeNull();
  expect(timeLeft(handshakeOf({ expiresAt: null }), NOW)).toBeNull();
});
