import { useSyncExternalStore } from "react";

/** How many series have a colour of their own; what is left shares one. */
export const COLOURS = 6;

/** The colour of a series as a style sheet says it; null for all others together. */
export function colourOf(series: number | null): string {
  return series === null || series >= COLOURS ? "var(--s-other)" : `var(--s${series + 1})`;
}

/** The tokens that a picture is drawn with: it is no part of the style sheet, so it must be told. */
export interface Ink {
  series: readonly string[];
  others: string;
  text: string;
  muted: string;
  faint: string;
  line: string;
  lineStrong: string;
  surface: string;
  hover: string;
  font: string;
}

const NAMES: Record<Exclude<keyof Ink, "series">, string> = {
  others: "--s-other",
  text: "--text",
  muted: "--muted",
  faint: "--faint",
  line: "--line",
  lineStrong: "--line-strong",
  surface: "--surface",
  hover: "--hover",
  font: "--font",
};

/** Reads the tokens as they are now. */
function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const plain = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, token(name)]));
  return {
    series: Array.from({ length: COLOURS }, (_, nth) => token(`--s${nth + 1}`)),
    // Every key of NAMES is one of Ink.
    ...(plain as Record<keyof typeof NAMES, string>),
  };
}

let known: { theme: string | undefined; ink: Ink } | null = null;

function ink(): Ink {
  const theme = document.documentElement.dataset["theme"];
  if (known?.theme !== theme || known === null) {
    known = { theme, ink: readInk() };
  }
  return known.ink;
}

function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}

/** The tokens of the theme that is on; drawn anew when it changes. */
export function useInk(): Ink {
  return useSyncExternalStore(onTheme, ink);
}

/** The colour of a series, as a value. */
export function seriesInk(ink: Ink, series: number | null): string {
  return (series === null ? undefined : ink.series[series]) ?? ink.others;
}

const DARK = "#0b1a12";
const LIGHT = "#ffffff";

/** Black or white, whichever is better read on `colour`. */
export function textOn(colour: string): string {
  return contrast(colour, LIGHT) >= contrast(colour, DARK) ? LIGHT : DARK;
}

/** The contrast of two colours, from 1 to 21. <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio> */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Red, green and blue of `#rrggbb`, in amounts of light. */
export function linear(colour: string): number[] {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}
