// @vitest-environment node
import { expect, test } from "vitest";

import type { Code } from "./bindings";
import { headline, toFailure } from "./failures";

test("a failure of a command comes through as it is", () => {
  const failure = { code: "denied", message: "not allowed", hint: "Ask someone.", requestId: "4f2c" };
  expect(toFailure(failure)).toEqual(failure);
});

test("a failure without hint and request id has none, not empty ones", () => {
  expect(toFailure({ code: "throttled", message: "too many calls", hint: null, requestId: "" })).toEqual({
    code: "throttled",
    message: "too many calls",
  });
});

test("a failure without words says so", () => {
  expect(toFailure({ code: "conflict", message: "" }).message).toBe("no reason was given");
});

test("what Tauri throws as a plain text is unexpected, and is told", () => {
  expect(toFailure("command plan not found")).toEqual({
    code: "unexpected",
    message: "command plan not found",
    hint: "Report this if it happens again.",
  });
});

test("an error of JavaScript is unexpected, and is told", () => {
  expect(toFailure(new TypeError("x is not a function"))).toMatchObject({
    code: "unexpected",
    message: "x is not a function",
  });
});

test("a code that this version does not know is unexpected, but its words are kept", () => {
  expect(toFailure({ code: "brandNew", message: "something new" })).toMatchObject({
    code: "unexpected",
    message: "something new",
  });
  expect(toFailure({ code: "toString", message: "not a code" }).code, "inherited names are no codes").toBe(
    "unexpected",
  );
});

test.each([undefined, null, 42, "", {}])("%s thrown still gives words", (thrown) => {
  expect(toFailure(thrown)).toMatchObject({ code: "unexpected", message: "something failed without saying why" });
});

test("every code has a headline of its own", () => {
  const codes: Code[] = [
    "invalid",
    "signedOut",
    "denied",
    "notFound",
    "conflict",
    "throttled",
    "quota",
    "unreachable",
    "cancelled",
    "unexpected",
  ];
  const headlines = codes.map(headline);
  expect(headlines.every((words) => words.length > 0)).toBe(true);
  expect(new Set(headlines).size).toBe(codes.length);
});
