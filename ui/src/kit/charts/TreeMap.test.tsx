import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { Ink } from "./colours";
import { TreeMap } from "./TreeMap";
import { type Tile as TileOf, tilesPlan } from "./tiles";

interface Tile extends TileOf<Tile> {}

function tile(name: string, amount: string, colour: number | null, tiles: Tile[] = []): Tile {
  return { id: name, name, amount, colour, tiles };
}

const payments = tile("payments", "700.5", 0, [tile("EC2", "500.5", 0), tile("S3", "200", 0)]);
const prod = tile("prod", "1000.5", 0, [payments, tile("3 more accounts", "300", 0)]);
const TILES: Tile[] = [
  tile("Workloads", "1100.5", null, [prod, tile("sandbox", "100", 1, [tile("S3", "100", 1)])]),
  tile("acme", "99.5", 2, [tile("Support", "99.5", 2)]),
];
const isGroup = (each: Tile) => ["Workloads", "prod"].includes(each.name);

const INK: Ink = {
  series: ["#111111", "#222222", "#333333", "#444444", "#555555", "#666666"],
  others: "#999999",
  text: "#000000",
  muted: "#000001",
  faint: "#000002",
  line: "#000003",
  lineStrong: "#000004",
  surface: "#ffffff",
  hover: "#fffffe",
  font: "Inter",
};

function draw() {
  const onChoose = vi.fn();
  render(
    <TreeMap
      title="November by account"
      tiles={TILES}
      whole="Organization"
      unit="USD"
      height={200}
      isGroup={isGroup}
      onChoose={onChoose}
      onSave={vi.fn()}
    />,
  );
  return { person: userEvent.setup({ delay: null, pointerEventsCheck: 0 }), onChoose };
}

const picture = () => screen.getByRole("application", { name: /^November by account/ });
const said = () => picture().querySelector("[aria-live]")?.textContent;
const crumbs = () =>
  [...screen.getByRole("navigation", { name: "Where November by account is" }).children].map(
    (each) => each.textContent,
  );

test("groups are drawn as what is in them, down to accounts, which are one tile each", () => {
  const plan = tilesPlan({ tiles: TILES, whole: "1200", unit: "USD", isGroup }, INK);
  const series = [plan.option.series ?? []].flat()[0];
  const leaf = (name: string, value: number, color: string, label: string) => ({
    name,
    value,
    itemStyle: { color },
    label: { color: label },
  });
  expect(series?.data).toEqual([
    {
      ...leaf("Workloads", 1100.5, "#999999", "#0b1a12"),
      children: [
        {
          ...leaf("prod", 1000.5, "#111111", "#ffffff"),
          children: [leaf("payments", 700.5, "#111111", "#ffffff"), leaf("3 more accounts", 300, "#111111", "#ffffff")],
        },
        leaf("sandbox", 100, "#222222", "#ffffff"),
      ],
    },
    leaf("acme", 99.5, "#333333", "#ffffff"),
  ]);
  expect(plan.drawn.map((path) => path.map(({ name }) => name).join("/"))).toEqual([
    "Workloads",
    "Workloads/prod",
    "Workloads/prod/payments",
    "Workloads/prod/3 more accounts",
    "Workloads/sandbox",
    "acme",
  ]);
  expect(plan.first, "the series itself has the first place").toEqual([1, 6]);
});

test("arrows go from tile to tile and say what is there", async () => {
  const { person } = draw();
  picture().focus();
  await person.keyboard("{ArrowRight}");
  expect(said()).toBe("Workloads: $1,100.50, 91.7 % of all");
  await person.keyboard("{ArrowRight}{ArrowRight}");
  expect(said()).toBe("acme: $99.50, 8.3 % of all");
});

test("Enter opens a tile down to the services, and Backspace goes back", async () => {
  const { person, onChoose } = draw();
  picture().focus();
  await person.keyboard("{Home}{Enter}{Home}{Enter}{Home}{Enter}");
  expect(crumbs()).toEqual(["Organization", "Workloads", "prod", "payments"]);
  await person.keyboard("{End}");
  expect(said()).toBe("S3: $200.00, 28.6 % of all");
  await person.keyboard("{Enter}");
  expect(onChoose.mock.calls, "a service holds no tiles").toEqual([[payments.tiles[1]]]);
  await person.keyboard("{Backspace}");
  expect(crumbs()).toEqual(["Organization", "Workloads", "prod"]);
});

test("the way back leads to every level above", async () => {
  const { person } = draw();
  picture().focus();
  await person.keyboard("{Home}{Enter}{Home}{Enter}");
  await person.click(screen.getByRole("button", { name: "Organization" }));
  expect(crumbs()).toEqual(["Organization"]);
});

test("the table holds the tiles of the level that is open", async () => {
  const { person } = draw();
  await person.click(screen.getByRole("button", { name: "Show as a table" }));
  const rows = () => screen.getAllByRole("row").map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows()).toEqual([
    ["Name", "Cost"],
    ["Workloads 91.7 % of all", "$1,100.50"],
    ["acme 8.3 % of all", "$99.50"],
  ]);
  picture().focus();
  await person.keyboard("{End}{Enter}");
  expect(rows()).toEqual([
    ["Name", "Cost"],
    ["Support 100.0 % of all", "$99.50"],
  ]);
});
