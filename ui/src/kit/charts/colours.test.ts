// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

import { colourOf, contrast, linear, textOn } from "./colours";

const SHEET = readFileSync(resolve(import.meta.dirname, "../tokens.css"), "utf8");
const [LIGHT = "", DARK = ""] = SHEET.split('[data-theme="dark"]');

/** How people see colours: all of them, and without red, green or blue. Machado, Oliveira and Fernandes, 2009. */
const EYES: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "without red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "without green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "without blue": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** How far colours must be apart: about three times what is just noticed. In Oklab, white is 1 from black. */
const APART = 0.065;

function token(sheet: string, name: string): string {
  const found = new RegExp(`${name}: (#[0-9a-f]{6});`).exec(sheet)?.[1];
  expect(found, name).toBeDefined();
  return found ?? "";
}

function times(matrix: number[][], [x = 0, y = 0, z = 0]: number[]): number[] {
  return matrix.map(([a = 0, b = 0, c = 0]) => a * x + b * y + c * z);
}

function seen(colour: string, eyes: number[][]): number[] {
  const light = times(eyes, linear(colour)).map((part) => Math.min(1, Math.max(0, part)));
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    light,
  ).map(Math.cbrt);
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

function distance(one: number[], other: number[]): number {
  return Math.hypot(...one.map((part, at) => part - (other[at] ?? 0)));
}

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("in the %s", (_, sheet) => {
  const series = ["--s1", "--s2", "--s3", "--s4", "--s5", "--s6", "--s-other"].map((name) => token(sheet, name));

  test.each(Object.entries(EYES))("any two series are told apart by eyes %s", (_eyes, eyes) => {
    const close = series.flatMap((one, nth) =>
      series
        .slice(nth + 1)
        .filter((other) => distance(seen(one, eyes), seen(other, eyes)) < APART)
        .map((other) => `${one} and ${other}`),
    );
    expect(close).toEqual([]);
  });

  test("every series stands out from the page", () => {
    const pale = series.filter((colour) => contrast(colour, token(sheet, "--surface")) < 3);
    expect(pale).toEqual([]);
  });

  test("what is written on a series is read", () => {
    const unread = series.filter((colour) => contrast(colour, textOn(colour)) < 4.5);
    expect(unread).toEqual([]);
  });
});

test("a series has its token, and what is left one of its own", () => {
  expect([0, 5, 6, null].map(colourOf)).toEqual(["var(--s1)", "var(--s6)", "var(--s-other)", "var(--s-other)"]);
});

test("the contrast of black and white is the most there is", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
  expect(contrast("#777777", "#777777")).toBe(1);
});
