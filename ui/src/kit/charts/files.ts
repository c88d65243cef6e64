import { type ChartOption, init } from "./library";
import type { Table } from "./Picture";

/** The size of a picture that is kept as a file, in px; a PNG has twice as many. */
const SIZE = { width: 1200, height: 640 };

/** The picture with its title and its colours explained, for it stands alone in a file. */
function alone(option: ChartOption, title: string): ChartOption {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const text = { color: token("--text"), fontFamily: token("--font") };
  const series = [option.series ?? []].flat();
  const area = { left: 24, right: 24, top: 56, bottom: 56 };
  return {
    ...option,
    backgroundColor: token("--surface"),
    title: { text: title, left: 24, top: 16, textStyle: { ...text, fontSize: 16, fontWeight: 600 } },
    legend: { left: 24, bottom: 16, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: text },
    ...(option.grid ? { grid: { ...option.grid, ...area } } : {}),
    series: series.map((each) => (each.type === "treemap" ? { ...each, ...area, bottom: 24 } : each)),
  };
}

/** The picture as a PNG, in base64. */
export function pngOf(option: ChartOption, title: string): string {
  const chart = init(document.createElement("div"), null, { renderer: "canvas", ...SIZE });
  chart.setOption(alone(option, title));
  const url = chart.getDataURL({ type: "png", pixelRatio: 2 });
  chart.dispose();
  return url.slice(url.indexOf(",") + 1);
}

/** The picture as an SVG. */
export function svgOf(option: ChartOption, title: string): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  chart.setOption(alone(option, title));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** The figures as CSV: amounts as they are, with every digit. */
export function csvOf({ columns, rows }: Table): string {
  const head = columns.map(({ name, unit }) => guarded(unit === undefined ? name : `${name} (${unit})`));
  const lines = [
    head,
    ...rows.map(({ cells }) => cells.map((cell, nth) => (columns[nth]?.unit ? cell : guarded(cell)))),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** A name that a spreadsheet would run as a formula is kept from it. */
function guarded(name: string): string {
  return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
