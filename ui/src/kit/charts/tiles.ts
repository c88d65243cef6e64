import { money, moneyAbout, percentOf } from "../money";
import { type Ink, seriesInk, textOn } from "./colours";
import type { ChartOption } from "./library";
import { TIP, tipOf } from "./tip";

/** A tile, as large as its amount, and the tiles in it. */
export interface Tile<T> {
  id: string;
  name: string;
  /** A decimal, more than nothing. */
  amount: string;
  colour: number | null;
  tiles: readonly T[];
}

export interface Plan<T> {
  option: ChartOption;
  /** The tiles in the order of their places in the picture, each with the tiles that it is in before it. */
  drawn: readonly (readonly T[])[];
  /** Where the tiles of the first level are among them. */
  first: readonly number[];
}

/** Room for the name of a group, in px. */
const HEAD = 18;
/** Tiles that are smaller have no name, in px. */
const NAMED = { width: 52, height: 18 };

interface TreemapNode {
  name: string;
  value: number;
  itemStyle: { color: string };
  label: { color: string };
  children?: TreemapNode[];
}

export interface TilesData<T> {
  tiles: readonly T[];
  /** What all of them cost. */
  whole: string;
  unit: string;
  /** Whether a tile is drawn as what is in it. */
  isGroup: (tile: T) => boolean;
}

/** The picture of the tiles in one tile. */
export function tilesPlan<T extends Tile<T>>({ tiles, whole, unit, isGroup }: TilesData<T>, ink: Ink): Plan<T> {
  // The series itself has the first place, then each tile comes before what is in it.
  const drawn: T[][] = [];
  const first: number[] = [];

  function node(tile: T, above: readonly T[]): TreemapNode {
    const path = [...above, tile];
    drawn.push(path);
    const color = seriesInk(ink, tile.colour);
    return {
      name: tile.name,
      value: Number(tile.amount),
      itemStyle: { color },
      label: { color: textOn(color) },
      ...(isGroup(tile) && tile.tiles.length > 0 ? { children: tile.tiles.map((each) => node(each, path)) } : {}),
    };
  }

  const data = tiles.map((tile) => {
    first.push(drawn.length + 1);
    return node(tile, []);
  });
  const tileAt = (place: number) => drawn[place - 1]?.at(-1);
  const words = (tile: T) => moneyAbout(tile.amount, unit);
  return {
    drawn,
    first,
    option: {
      animation: false,
      tooltip: {
        ...TIP,
        formatter: (params) => {
          const path = drawn[((Array.isArray(params) ? params[0] : params)?.dataIndex ?? 0) - 1] ?? [];
          const tile = path.at(-1);
          if (!tile) {
            return "";
          }
          const line = { name: shareOf(tile, whole), value: money(tile.amount, unit) };
          const above = path.slice(0, -1).map(({ name }) => name);
          return tipOf(tile.name, [{ ...line, colour: seriesInk(ink, tile.colour) }], above.join(" / "));
        },
      },
      series: [
        {
          type: "treemap",
          left: 0,
          right: 0,
          top: 0,
          bottom: 0,
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          animation: false,
          cursor: "pointer",
          label: {
            fontFamily: ink.font,
            fontSize: 11,
            lineHeight: 15,
            overflow: "truncate",
            padding: [3, 4],
            position: "insideTopLeft",
            formatter: ({ dataIndex, name }) => {
              const tile = tileAt(dataIndex);
              return tile ? `{name|${plain(name)}}\n${words(tile)}` : "";
            },
            rich: { name: { fontWeight: 600, fontSize: 11, lineHeight: 15 } },
          },
          upperLabel: {
            show: true,
            height: HEAD,
            color: ink.muted,
            fontFamily: ink.font,
            fontSize: 11,
            padding: [0, 0, 0, 2],
            overflow: "truncate",
            formatter: ({ dataIndex, name }) => {
              const tile = tileAt(dataIndex);
              return tile ? `${plain(name)}  ${words(tile)}` : "";
            },
          },
          itemStyle: { borderColor: ink.surface, borderWidth: 0, gapWidth: 3, borderRadius: 3 },
          emphasis: {
            itemStyle: { opacity: 0.85, borderColor: ink.line },
            upperLabel: { show: true, color: ink.text },
          },
          // Where a name has no room, none is better than its first letters.
          labelLayout: ({ rect }) => (rect.width < NAMED.width || rect.height < NAMED.height ? { x: -999 } : {}),
          levels: [
            { itemStyle: { gapWidth: 6 }, upperLabel: { show: false } },
            { itemStyle: { gapWidth: 2, borderColor: ink.surface, borderWidth: 0 } },
            { itemStyle: { gapWidth: 1 }, upperLabel: { show: false } },
            { itemStyle: { gapWidth: 1 }, upperLabel: { show: false } },
            { itemStyle: { gapWidth: 1 }, upperLabel: { show: false } },
            { itemStyle: { gapWidth: 1 }, upperLabel: { show: false } },
          ],
          data,
        },
      ],
    },
  };
}

/** `12.4 % of the whole`. */
export function shareOf(tile: { amount: string }, whole: string): string {
  return Number(whole) === 0 ? "" : `${percentOf(Number(tile.amount) / Number(whole))} of all`;
}

/** A name that ECharts does not read as a style of its own. */
function plain(name: string): string {
  return name.replaceAll(/[{}|]/g, " ");
}
