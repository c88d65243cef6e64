import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";

import { barsOption, type BarsData, saidOf } from "./bars";
import { colourOf, useInk } from "./colours";
import { Drawing } from "./Drawing";
import { Picture, type PictureFile, type Table } from "./Picture";

interface StackedBarsProps extends BarsData {
  title: string;
  /** What a bar is: `Month`. */
  barName: string;
  /** A sentence below the title. */
  hint?: string | null | undefined;
  /** What else stands in its head. */
  actions?: ReactNode;
  height: number;
  /** A bar was chosen, and in it a layer, unless the whole. */
  onChoose?: (bar: string, layer: string | null) => void;
  onSave: (file: PictureFile) => void;
}

/** Bars side by side, each a stack of the same things. */
export function StackedBars(props: StackedBarsProps) {
  const { title, barName, hint, actions, height, onChoose, onSave, bars, layers, unit, outlook, chosen } = props;
  const ink = useInk();
  const [at, setAt] = useState<{ bar: number; layer: number | null } | null>(null);
  const data = useMemo(
    () => ({ bars, layers, unit, outlook: outlook ?? null, chosen: chosen ?? null }),
    [bars, layers, unit, outlook, chosen],
  );
  const canChoose = onChoose !== undefined;
  const option = useMemo(() => barsOption(data, ink, canChoose), [data, ink, canChoose]);
  const place = useMemo(() => (at ? { series: at.layer ?? 0, item: at.bar } : null), [at]);

  function choose(bar: number, layer: number | null): void {
    const chosenBar = bars[bar];
    if (chosenBar) {
      onChoose?.(chosenBar.id, (layer === null ? undefined : layers[layer]?.id) ?? null);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const bar = at?.bar ?? bars.findIndex(({ id }) => id === chosen);
    const layer = at?.layer ?? null;
    const last = bars.length - 1;
    // Before anything is pointed at, the first key shows where one is.
    const step = (by: number) => (at === null ? Math.max(bar, 0) : Math.min(Math.max(bar + by, 0), last));
    const moves: Record<string, () => void> = {
      ArrowRight: () => setAt({ bar: step(1), layer }),
      ArrowLeft: () => setAt({ bar: step(-1), layer }),
      Home: () => setAt({ bar: 0, layer }),
      End: () => setAt({ bar: last, layer }),
      ArrowUp: () => setAt({ bar: step(0), layer: Math.min((layer ?? -1) + 1, layers.length - 1) }),
      ArrowDown: () => setAt({ bar: step(0), layer: layer === null || layer === 0 ? null : layer - 1 }),
      Enter: () => choose(bar, layer),
      Escape: () => setAt(null),
    };
    const move = moves[event.key];
    if (move && bars.length > 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      move();
    }
  }

  const table: Table = {
    columns: [{ name: barName }, { name: "Total", unit }, ...layers.map(({ name }) => ({ name, unit }))],
    rows: bars.map((bar, nth) => ({
      cells: [bar.name, bar.total, ...layers.map(({ amounts }) => amounts[nth] ?? "0")],
      note: bar.estimated ? "estimated" : null,
    })),
  };

  return (
    <Picture title={title} hint={hint} actions={actions} table={table} option={option} onSave={onSave}>
      <Drawing
        label={`${title}. Arrow keys go from bar to bar and into a bar${canChoose ? ", Enter opens it" : ""}.`}
        option={option}
        height={height}
        at={place}
        said={at ? saidOf(data, at.bar, at.layer) : ""}
        onKeyDown={onKeyDown}
        onLeave={() => setAt(null)}
        onPick={({ item, series }) => choose(item, series < layers.length ? series : null)}
      />
      <ul className="legend" aria-label="Colours">
        {layers.map(({ id, name, colour }) => (
          <li key={id}>
            <i style={{ background: colourOf(colour) }} />
            <span className="clip">{name}</span>
          </li>
        ))}
        {outlook && (
          <li>
            <i className="dashed" />
            <span className="clip">Forecast</span>
          </li>
        )}
      </ul>
    </Picture>
  );
}
