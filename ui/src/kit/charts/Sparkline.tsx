interface SparklineProps {
  /** Heights from 0 to 100, oldest first. */
  line: readonly number[];
  /** What it shows, also for a pointer that rests on it. */
  title: string;
  /** In px. */
  width?: number;
  height?: number;
}

const HIGHEST = 100;
/** How far the line keeps from the edge, so that its end is seen whole. */
const EDGE = 2.5;

/** How a figure went, in the room of a word. */
export function Sparkline({ line, title, width = 64, height = 18 }: SparklineProps) {
  const last = line.length - 1;
  const points = line.map((value, at) => {
    const x = EDGE + (at * (width - 2 * EDGE)) / Math.max(1, last);
    const y = height - EDGE - (value * (height - 2 * EDGE)) / HIGHEST;
    return [x.toFixed(1), y.toFixed(1)] as const;
  });
  const [x, y] = points.at(-1) ?? [];
  return (
    <svg className="sparkline" role="img" aria-label={title} width={width} height={height}>
      <title>{title}</title>
      {last > 0 && <polyline points={points.map((point) => point.join(",")).join(" ")} />}
      {last >= 0 && <circle cx={x} cy={y} r={2} />}
    </svg>
  );
}
