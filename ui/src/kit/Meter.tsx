interface MeterProps {
  label: string;
  used: number;
  /** How much there is; null where nobody knows. */
  of: number | null;
  hint?: string;
}

/** From this part on, it is worth saying. */
const NEARLY = 0.9;

/** How much of a limit is used up. */
export function Meter({ label, used, of, hint }: MeterProps) {
  const part = of === null || of === 0 ? null : Math.min(1, used / of);
  const words = of === null ? used.toLocaleString("en") : `${used.toLocaleString("en")} of ${of.toLocaleString("en")}`;
  const tone = part === null ? "" : part >= 1 ? " full" : part >= NEARLY ? " nearly" : "";
  return (
    <div className={`meter${tone}`}>
      <div className="meter-head">
        <span className="grow">{label}</span>
        <span className="num">{words}</span>
      </div>
      <div
        className="meter-bar"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of ?? used}
        aria-valuenow={Math.min(used, of ?? used)}
        aria-valuetext={words}
      >
        <i style={{ width: `${Math.round((part ?? 0) * 100)}%` }} />
      </div>
      {hint && <p className="field-hint">{hint}</p>}
    </div>
  );
}
