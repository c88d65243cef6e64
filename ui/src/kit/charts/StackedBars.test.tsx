import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import { barsOption, type Bar, type Layer, linesOf, type Outlook } from "./bars";
import type { Ink } from "./colours";
import type { PictureFile } from "./Picture";
import { StackedBars } from "./StackedBars";

const BARS: Bar[] = [
  { id: "2026-09", short: "Sep", name: "September 2026", total: "1000.5", estimated: false },
  { id: "2026-10", short: "Oct", name: "October 2026", total: "1200", estimated: false },
  { id: "2026-11", short: "Nov", name: "November 2026", total: "690", estimated: true },
];

const LAYERS: Layer[] = [
  { id: "prod", name: "prod", colour: 0, amounts: ["800.25", "1000", "600"] },
  { id: "dev", name: "=dev", colour: 1, amounts: ["200.25", "200", "100"] },
  { id: "rest", name: "All others", colour: null, amounts: ["0", "0", "-10"] },
];

const OUTLOOK: Outlook = { bar: "2026-11", rest: "310", total: "1000", low: "950", high: "1050.4" };

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
  const onSave = vi.fn<(file: PictureFile) => void>();
  render(
    <StackedBars
      title="3 months by OU"
      barName="Month"
      height={200}
      bars={BARS}
      layers={LAYERS}
      unit="USD"
      outlook={OUTLOOK}
      chosen="2026-11"
      onChoose={onChoose}
      onSave={onSave}
    />,
  );
  return { person: userEvent.setup({ delay: null, pointerEventsCheck: 0 }), onChoose, onSave };
}

const picture = () => screen.getByRole("application", { name: /^3 months by OU/ });
const said = () => picture().querySelector("[aria-live]")?.textContent;

test("each layer is a series in its colour, estimated bars are lighter, and what is to come is dashed on top", () => {
  const { series } = barsOption({ bars: BARS, layers: LAYERS, unit: "USD", outlook: OUTLOOK }, INK, true);
  const drawn = [series ?? []].flat().map((each) => ({ name: each.name, style: each.itemStyle, data: each.data }));
  const solid = { borderColor: "#ffffff", borderWidth: 1, borderRadius: 2 };
  const item = (value: number, opacity: number) => ({ value, itemStyle: { opacity } });
  expect(drawn).toEqual([
    { name: "prod", style: { color: "#111111", ...solid }, data: [item(800.25, 1), item(1000, 1), item(600, 0.55)] },
    { name: "=dev", style: { color: "#222222", ...solid }, data: [item(200.25, 1), item(200, 1), item(100, 0.55)] },
    { name: "All others", style: { color: "#999999", ...solid }, data: [item(0, 1), item(0, 1), item(-10, 0.55)] },
    {
      name: "Still to come, as AWS forecasts",
      style: { color: "transparent", borderColor: "#000002", borderType: "dashed", borderWidth: 1 },
      data: ["-", "-", 310],
    },
  ]);
});

test("a tooltip names what cost something, from the top of the stack", () => {
  expect(linesOf({ bars: BARS, layers: LAYERS, unit: "USD" }, 0, INK)).toEqual([
    { name: "=dev", value: "$200.25", colour: "#222222" },
    { name: "prod", value: "$800.25", colour: "#111111" },
  ]);
});

describe("with the keyboard", () => {
  test("the first arrow shows the chosen bar, the next ones go on, and what is there is said", async () => {
    const { person } = draw();
    picture().focus();
    await person.keyboard("{ArrowRight}");
    expect(said()).toBe("November 2026: $690.00. Estimated. Forecast $1,000, between $950 and $1,050");
    await person.keyboard("{ArrowLeft}");
    expect(said()).toBe("October 2026: $1,200.00");
    await person.keyboard("{Home}");
    expect(said()).toBe("September 2026: $1,000.50");
    await person.keyboard("{End}");
    expect(said()).toContain("November 2026");
  });

  test("up goes into the bar layer by layer, down out of it again", async () => {
    const { person } = draw();
    picture().focus();
    await person.keyboard("{Home}{ArrowUp}");
    expect(said()).toBe("prod, September 2026: $800.25, 80.0 %");
    await person.keyboard("{ArrowUp}{ArrowUp}{ArrowUp}");
    expect(said()).toBe("All others, September 2026: $0.00, 0.0 %");
    await person.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
    expect(said()).toBe("September 2026: $1,000.50");
  });

  test("Enter chooses the bar, or the layer in it", async () => {
    const { person, onChoose } = draw();
    picture().focus();
    await person.keyboard("{Home}{Enter}{ArrowUp}{Enter}");
    expect(onChoose.mock.calls).toEqual([
      ["2026-09", null],
      ["2026-09", "prod"],
    ]);
  });

  test("Escape and leaving end the walk", async () => {
    const { person } = draw();
    picture().focus();
    await person.keyboard("{Home}{Escape}");
    expect(said()).toBe("");
    await person.keyboard("{Home}");
    await person.tab();
    expect(said()).toBe("");
  });
});

test("the same figures stand in a table, with every layer and what is estimated", async () => {
  const { person } = draw();
  expect(screen.queryByRole("table")).toBeNull();
  await person.click(screen.getByRole("button", { name: "Show as a table" }));
  const table = within(screen.getByRole("region", { name: "Figures of 3 months by OU" })).getByRole("table");
  const texts = within(table)
    .getAllByRole("row")
    .map((row) => [...row.children].map((cell) => cell.textContent));
  expect(texts).toEqual([
    ["Month", "Total", "prod", "=dev", "All others"],
    ["September 2026", "$1,000.50", "$800.25", "$200.25", "$0.00"],
    ["October 2026", "$1,200.00", "$1,000.00", "$200.00", "$0.00"],
    ["November 2026 estimated", "$690.00", "$600.00", "$100.00", "−$10.00"],
  ]);
  await person.click(screen.getByRole("button", { name: "Hide the table" }));
  expect(screen.queryByRole("table")).toBeNull();
});

test("the colours are explained", () => {
  draw();
  const legend = screen.getByRole("list", { name: "Colours" });
  expect([...legend.children].map((each) => each.textContent)).toEqual(["prod", "=dev", "All others", "Forecast"]);
});

test("the figures are saved with every digit, and no name is run as a formula", async () => {
  const { person, onSave } = draw();
  await person.click(screen.getByRole("button", { name: "Save 3 months by OU" }));
  await person.click(screen.getByRole("menuitem", { name: "Save the figures as CSV" }));
  expect(onSave.mock.calls).toEqual([
    [
      {
        title: "3 months by OU",
        format: "csv",
        content: [
          "Month,Total (USD),prod (USD),'=dev (USD),All others (USD)",
          "September 2026,1000.5,800.25,200.25,0",
          "October 2026,1200,1000,200,0",
          "November 2026,690,600,100,-10",
          "",
        ].join("\r\n"),
      },
    ],
  ]);
});

test("the picture is saved as an SVG that has its title and its colours explained", async () => {
  const { person, onSave } = draw();
  await person.click(screen.getByRole("button", { name: "Save 3 months by OU" }));
  await person.click(screen.getByRole("menuitem", { name: "Save as SVG" }));
  const file = onSave.mock.calls[0]?.[0];
  expect({ title: file?.title, format: file?.format }).toEqual({ title: "3 months by OU", format: "svg" });
  const svg = new DOMParser().parseFromString(file?.content ?? "", "image/svg+xml");
  expect([svg.documentElement.getAttribute("width"), svg.documentElement.getAttribute("height")]).toEqual([
    "1200",
    "640",
  ]);
  const texts = [...svg.querySelectorAll("text")].map((text) => text.textContent);
  for (const wanted of ["3 months by OU", "Sep", "Oct", "Nov", "prod", "=dev", "All others"]) {
    expect(texts).toContain(wanted);
  }
});
