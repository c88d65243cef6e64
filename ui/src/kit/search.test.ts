// @vitest-environment node
import { expect, test } from "vitest";

import { fits, pieces, termsOf } from "./search";

test("terms are the words typed, lower case, without the spaces around them", () => {
  expect(termsOf("  Log  ARCHIVE\t")).toEqual(["log", "archive"]);
  expect(termsOf("   ")).toEqual([]);
});

test("a text fits when all terms stand in it, in any order", () => {
  expect(fits("workloads/prod/ledger", ["ledger", "prod"])).toBe(true);
  expect(fits("workloads/prod/ledger", ["ledger", "staging"])).toBe(false);
  expect(fits("anything", [])).toBe(true);
});

const marked = (text: string, ...terms: string[]) =>
  pieces(text, terms)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join("");

test("what was searched for is marked wherever it stands, in its own case", () => {
  expect(marked("Log-Archive-Log", "log")).toBe("[Log]-Archive-[Log]");
  expect(marked("ledger", "le", "er")).toBe("[le]dg[er]");
});

test("marks that touch or overlap become one", () => {
  expect(pieces("banana", ["ana"])).toEqual([
    { text: "b", found: false },
    { text: "anana", found: true },
  ]);
  expect(marked("ledger", "led", "dger")).toBe("[ledger]");
});

test("a text without what was searched for is one piece, an empty one none", () => {
  expect(pieces("ledger", ["x"])).toEqual([{ text: "ledger", found: false }]);
  expect(pieces("", ["x"])).toEqual([]);
});
