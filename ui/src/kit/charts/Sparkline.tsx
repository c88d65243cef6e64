interface SparklineProps {
  /** Decimals, oldest first. */
  amounts: readonly string[];
  /** Said by a pointer that rests on it. */
  title: string;
  /** In px. */
  width?: number;
  height?: number;
}

/** How far the line keeps from the edge, so that its end is seen whole. */
const EDGE = 2.5;

/** How a figure went, in the room of a word. */
export function Sparkline({ amounts, title, width = 64, height = 18 }: SparklineProps) {
  const values = amounts.map(Number);
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const x = (at: number) => EDGE + (at * (width - 2 * EDGE)) / Math.max(1, values.length - 1);
  const y = (value: number) =>
    most === least ? height - EDGE : height - EDGE - ((value - least) * (height - 2 * EDGE)) / (most - least);
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  const last = values.length - 1;
  return (
    <svg className="sparkline" role="img" aria-label={title} width={width} height={height}>
      <title>{title}</title>
      {last > 0 && <polyline points={points.join(" ")} />}
      {last >= 0 && <circle cx={x(last).toFixed(1)} cy={y(values[last] ?? 0).toFixed(1)} r={2} />}
    </svg>
  );
}
