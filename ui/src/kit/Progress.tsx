interface ProgressProps {
  label: string;
  /** From 0 to 1; null while nobody knows how much there is. */
  part: number | null;
}

/** A thin bar. */
export function Progress({ label, part }: ProgressProps) {
  const percent = part === null ? undefined : Math.round(part * 100);
  return (
    <div
      className={`progress${part === null ? " unknown" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
