// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "..");

/** Every file that goes into the window, with what it imports: paths below src, or names of packages. */
const FILES = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.startsWith("test/"))
  .map((path) => ({ path, imports: importsOf(path) }));

function importsOf(path: string): string[] {
  const text = readFileSync(join(SRC, path), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)].map(([, name = ""]) =>
    name.startsWith(".") ? relative(SRC, resolve(SRC, dirname(path), name)) : name,
  );
}

function offences(from: (path: string) => boolean, to: (name: string, path: string) => boolean): string[] {
  return FILES.filter(({ path }) => from(path)).flatMap(({ path, imports }) =>
    imports.filter((name) => to(name, path)).map((name) => `${path} imports ${name}`),
  );
}

const featureOf = (path: string) => /^features\/([^/]+)/.exec(path)?.[1];

test("the files and their imports are read", () => {
  const app = FILES.find(({ path }) => path === "app/App.tsx");
  expect(app?.imports).toContain("features/palette/Palette");
  expect(FILES.find(({ path }) => path === "ipc/bindings.ts")?.imports).toContain("@tauri-apps/api/core");
});

test("features do not import one another: only app puts them together", () => {
  const other = (name: string, path: string) => featureOf(name) !== undefined && featureOf(name) !== featureOf(path);
  expect(offences((path) => featureOf(path) !== undefined, other)).toEqual([]);
});

test("features do not import app", () => {
  expect(
    offences(
      (path) => featureOf(path) !== undefined,
      (name) => name.startsWith("app/"),
    ),
  ).toEqual([]);
});

test("only ipc speaks with Tauri", () => {
  expect(
    offences(
      (path) => !path.startsWith("ipc/"),
      (name) => name.startsWith("@tauri-apps/"),
    ),
  ).toEqual([]);
});

test("kit knows neither commands nor features: it could serve another program", () => {
  expect(
    offences(
      (path) => path.startsWith("kit/"),
      (name) => /^(ipc|features|app)\//.test(name),
    ),
  ).toEqual([]);
});

test("ipc knows nothing of what is drawn", () => {
  expect(
    offences(
      (path) => path.startsWith("ipc/"),
      (name) => /^(kit|features|app)\//.test(name) || name === "react",
    ),
  ).toEqual([]);
});
