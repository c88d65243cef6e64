import { money, moneyAbout, moneyShort, percentOf } from "../money";
import { type Ink, seriesInk } from "./colours";
import type { ChartOption } from "./library";
import { TIP, type TipLine, tipOf } from "./tip";

/** One bar: a month, a day. */
export interface Bar {
  id: string;
  /** Below the bar, where there is little room. */
  short: string;
  /** In full. */
  name: string;
  /** A decimal. */
  total: string;
  /** Whether it may still change: drawn lighter. */
  estimated: boolean;
}

/** What is stacked: one amount for each bar, all decimals. */
export interface Layer {
  id: string;
  name: string;
  /** Which colour of the series; null for all others together. */
  colour: number | null;
  amounts: readonly string[];
}

/** What is still to come on the last bar. */
export interface Outlook {
  bar: string;
  /** The part that is still to come. */
  rest: string;
  /** What the whole bar will be, and between which amounts it lies. */
  total: string;
  low: string;
  high: string;
}

export interface BarsData {
  bars: readonly Bar[];
  /** From the bottom. */
  layers: readonly Layer[];
  unit: string;
  outlook?: Outlook | null;
  /** The bar that the rest of the page is about. */
  chosen?: string | null;
}

/** Up to this many bars, each is named. */
const NAMED = 14;
/** How much lighter an estimated bar is. */
const ESTIMATED = 0.55;

/** What the tooltip of a bar says, from the top of the stack. */
export function linesOf({ layers, unit }: BarsData, at: number, ink: Ink): TipLine[] {
  return layers
    .filter(({ amounts }) => Number(amounts[at] ?? "0") !== 0)
    .map(({ name, colour, amounts }) => ({
      name,
      value: money(amounts[at] ?? "0", unit),
      colour: seriesInk(ink, colour),
    }))
    .toReversed();
}

/** What stands below a tooltip: whether it may change, and what is still to come. */
function footOf({ bars, outlook, unit }: BarsData, at: number): string | null {
  const bar = bars[at];
  if (bar && outlook?.bar === bar.id) {
    const [total, low, high] = [outlook.total, outlook.low, outlook.high].map((each) => moneyAbout(each, unit));
    return `Estimated. Forecast ${total}, between ${low} and ${high}`;
  }
  return bar?.estimated ? "Estimated: AWS may still change it" : null;
}

/** What is read aloud of a bar, or of one layer of it. */
export function saidOf(data: BarsData, at: number, layer: number | null): string {
  const bar = data.bars[at];
  if (!bar) {
    return "";
  }
  const part = layer === null ? undefined : data.layers[layer];
  const amount = part?.amounts[at] ?? bar.total;
  const share = part && Number(bar.total) !== 0 ? `, ${percentOf(Number(amount) / Number(bar.total))}` : "";
  const head = part ? `${part.name}, ${bar.name}` : bar.name;
  return [`${head}: ${money(amount, data.unit)}${share}`, footOf(data, at)].filter(Boolean).join(". ");
}

function hasLess(layers: readonly Layer[]): boolean {
  return layers.some(({ amounts }) => amounts.some((amount) => amount.startsWith("-")));
}

/** The picture of stacked bars. */
export function barsOption(data: BarsData, ink: Ink, canChoose: boolean): ChartOption {
  const { bars, layers, unit, outlook, chosen } = data;
  const text = { color: ink.faint, fontFamily: ink.font, fontSize: 11 };
  const cursor = canChoose ? "pointer" : "default";
  return {
    animation: false,
    grid: { left: 0, right: 0, top: 8, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      ...TIP,
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: ink.line, opacity: 0.5 }, animation: false, z: 0 },
      formatter: (params) => {
        const at = (Array.isArray(params) ? params[0] : params)?.dataIndex ?? 0;
        const bar = bars[at];
        const total: TipLine = { name: "Total", value: money(bar?.total ?? "0", unit), strong: true };
        return tipOf(bar?.name ?? "", [total, ...linesOf(data, at, ink)], footOf(data, at));
      },
    },
    xAxis: {
      type: "category",
      data: bars.map(({ short }) => short),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.lineStrong } },
      axisLabel: {
        ...text,
        // Of months each has its name, of days as many as there is room for.
        ...(bars.length <= NAMED ? { interval: 0 } : {}),
        hideOverlap: true,
        formatter: (short, at) => (bars[at]?.id === chosen ? `{chosen|${short}}` : short),
        rich: { chosen: { color: ink.text, fontFamily: ink.font, fontSize: 11, fontWeight: 600 } },
      },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      // A little that is given back takes no more room than it needs.
      min: ({ min }) => Math.min(0, min),
      axisLabel: {
        ...text,
        showMinLabel: !hasLess(layers),
        formatter: (value: number) => moneyShort(String(value), unit),
      },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [
      ...layers.map(({ name, colour, amounts }) => ({
        type: "bar" as const,
        name,
        stack: "all",
        cursor,
        barMaxWidth: 36,
        barCategoryGap: "36%",
        itemStyle: { color: seriesInk(ink, colour), borderColor: ink.surface, borderWidth: 1, borderRadius: 2 },
        emphasis: { focus: "none" as const, itemStyle: { borderColor: ink.text, borderWidth: 1.5, opacity: 1 } },
        data: amounts.map((amount, at) => ({
          value: Number(amount),
          itemStyle: { opacity: bars[at]?.estimated ? ESTIMATED : 1 },
        })),
      })),
      ...(outlook
        ? [
            {
              type: "bar" as const,
              name: "Still to come, as AWS forecasts",
              stack: "all",
              cursor,
              barMaxWidth: 36,
              itemStyle: {
                color: "transparent",
                borderColor: ink.faint,
                borderType: "dashed" as const,
                borderWidth: 1,
              },
              emphasis: { disabled: true },
              data: bars.map(({ id }) => (id === outlook.bar ? Math.max(0, Number(outlook.rest)) : "-")),
            },
          ]
        : []),
    ],
  };
}
