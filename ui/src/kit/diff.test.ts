// @vitest-environment node
import { expect, test } from "vitest";

import { type DiffRow, lineDiff, stacked } from "./diff";
import { policyLength, prettyJson } from "./json";

const shown = (before: string, after: string, arrange: (rows: DiffRow[]) => DiffRow[] = (rows) => rows) =>
  arrange(lineDiff(before, after)).map(
    ({ before: old, after: now }) =>
      `${old ? (old.changed ? "-" : " ") + old.text : "/"}|${now ? (now.changed ? "+" : " ") + now.text : "/"}`,
  );

test("lines that both have stand beside each other, others opposite of what took their place", () => {
  expect(shown("a\nb\nc", "a\nx\nc")).toEqual([" a| a", "-b|+x", " c| c"]);
  expect(shown("a\nc", "a\nb\nc\nd")).toEqual([" a| a", "/|+b", " c| c", "/|+d"]);
  expect(shown("a\nb\nc", "c")).toEqual(["-a|/", "-b|/", " c| c"]);
});

test("equal texts differ nowhere, and an empty one has no lines", () => {
  expect(shown("a\na", "a\na")).toEqual([" a| a", " a| a"]);
  expect(shown("", "a")).toEqual(["/|+a"]);
  expect(shown("", "")).toEqual([]);
});

test("a document gets its lines and indents, and what is no JSON stays", () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson("no json")).toBe("no json");
});

test("white space in a policy is free, as IAM counts", () => {
  expect(policyLength('{\n  "a": "ü 1"\n}')).toBe(10);
});

test("in one column, what goes stands above what comes", () => {
  expect(shown("a\nb\nc\nd", "a\nx\ny\nz\nd", stacked)).toEqual([
    " a|/",
    "-b|/",
    "-c|/",
    "/|+x",
    "/|+y",
    "/|+z",
    " d|/",
  ]);
});
