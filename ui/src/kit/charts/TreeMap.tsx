import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";

import { money } from "../money";
import { useInk } from "./colours";
import { Drawing } from "./Drawing";
import { Picture, type PictureFile, type Table } from "./Picture";
import { shareOf, type Tile, tilesPlan } from "./tiles";

interface TreeMapProps<T extends Tile<T>> {
  title: string;
  hint?: ReactNode;
  tiles: readonly T[];
  /** The name of all tiles together, where the way back begins. */
  whole: string;
  unit: string;
  height: number;
  /** Whether a tile is drawn as what is in it. */
  isGroup: (tile: T) => boolean;
  /** A tile without tiles was chosen. */
  onChoose?: (tile: T) => void;
  onSave: (file: PictureFile) => void;
}

/** Tiles as large as what they cost. One that has others in it opens. */
export function TreeMap<T extends Tile<T>>({
  title,
  hint,
  tiles,
  whole,
  unit,
  height,
  isGroup,
  onChoose,
  onSave,
}: TreeMapProps<T>) {
  const ink = useInk();
  const [way, setWay] = useState<readonly string[]>([]);
  const [at, setAt] = useState<number | null>(null);
  // What was opened may be gone when the figures change.
  const path = useMemo(() => follow(tiles, way), [tiles, way]);
  const opened = path.at(-1);
  const shown = opened?.tiles ?? tiles;
  const sum = useMemo(() => String(shown.reduce((all, tile) => all + Number(tile.amount), 0)), [shown]);
  const plan = useMemo(
    () => tilesPlan({ tiles: shown, whole: sum, unit, isGroup }, ink),
    [shown, sum, unit, isGroup, ink],
  );
  const current = at === null ? undefined : shown[at];
  const place = useMemo(() => {
    const item = at === null ? undefined : plan.first[at];
    return item === undefined ? null : { series: 0, item };
  }, [at, plan]);

  /** Opens the last of these tiles, which lie in each other. */
  function open(inside: readonly T[]): void {
    const tile = inside.at(-1);
    if (tile && tile.tiles.length > 0) {
      setWay([...path, ...inside].map(({ id }) => id));
      setAt(null);
    } else if (tile) {
      onChoose?.(tile);
    }
  }

  function up(): void {
    setWay(path.slice(0, -1).map(({ id }) => id));
    setAt(null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = shown.length - 1;
    const step = (by: number) => setAt(at === null ? 0 : Math.min(Math.max(at + by, 0), last));
    const moves: Record<string, () => void> = {
      ArrowRight: () => step(1),
      ArrowDown: () => step(1),
      ArrowLeft: () => step(-1),
      ArrowUp: () => step(-1),
      Home: () => setAt(0),
      End: () => setAt(last),
      Enter: () => current && open([current]),
      Backspace: up,
      Escape: () => (at === null ? up() : setAt(null)),
    };
    const move = moves[event.key];
    if (move && shown.length > 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      move();
    }
  }

  const table: Table = {
    columns: [{ name: "Name" }, { name: "Cost", unit }],
    rows: shown.map((tile) => ({ cells: [tile.name, tile.amount], note: shareOf(tile, sum) })),
  };

  return (
    <Picture title={title} hint={hint} table={table} option={plan.option} onSave={onSave}>
      <nav className="crumbs" aria-label={`Where ${title} is`}>
        {[undefined, ...path].map((tile, nth) => (
          <span key={tile?.id ?? ""} className="with-icon">
            {nth > 0 && <ChevronRight aria-hidden size={12} className="faint" />}
            {nth === path.length ? (
              <b className="clip">{tile?.name ?? whole}</b>
            ) : (
              <button
                type="button"
                className="link clip"
                onClick={() => {
                  setWay(path.slice(0, nth).map(({ id }) => id));
                  setAt(null);
                }}
              >
                {tile?.name ?? whole}
              </button>
            )}
          </span>
        ))}
      </nav>
      <Drawing
        label={`${title}. Arrow keys go from tile to tile, Enter opens one, Backspace goes back.`}
        option={plan.option}
        height={height}
        at={place}
        said={current ? `${current.name}: ${money(current.amount, unit)}, ${shareOf(current, sum)}` : ""}
        onKeyDown={onKeyDown}
        onLeave={() => setAt(null)}
        onPick={({ item }) => open(plan.drawn[item - 1] ?? [])}
      />
    </Picture>
  );
}

/** The tiles on a way, as far as they still are there. */
function follow<T extends Tile<T>>(tiles: readonly T[], way: readonly string[]): readonly T[] {
  const path: T[] = [];
  let among = tiles;
  for (const id of way) {
    const tile = among.find((each) => each.id === id);
    if (!tile) {
      break;
    }
    path.push(tile);
    among = tile.tiles;
  }
  return path;
}
