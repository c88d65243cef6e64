import { Segments } from "../../kit/Segments";
import { HOUR_S, SESSION_HOURS, sessionWords } from "./roles";

/** The longest session of a role. */
export function SessionField({ seconds, onChange }: { seconds: number; onChange: (seconds: number) => void }) {
  const offered = [...new Set([...SESSION_HOURS.map((hours) => hours * HOUR_S), seconds])].toSorted((a, b) => a - b);
  return (
    <div className="field">
      <span className="field-name">Maximum session</span>
      <Segments
        label="Maximum session"
        chosen={String(seconds)}
        segments={offered.map((each) => ({ id: String(each), name: sessionWords(each).replace(/ hours?$/, " h") }))}
        onChoose={(each) => onChange(Number(each))}
      />
      <p className="field-hint">
        {seconds > HOUR_S
          ? "From another role, AWS gives one hour at most, whatever the role allows."
          : "AWS’s default, and the most for a session that comes from another role."}
      </p>
    </div>
  );
}
