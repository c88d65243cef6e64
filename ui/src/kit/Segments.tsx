import type { ReactNode } from "react";
import { Radio, RadioGroup } from "react-aria-components";

interface Segment<T extends string> {
  id: T;
  name: string;
  /** Its picture, before the name. */
  icon?: ReactNode;
  /** How many there are of it. */
  number?: number;
}

interface SegmentsProps<T extends string> {
  label: string;
  segments: readonly Segment<T>[];
  chosen: T;
  onChoose: (id: T) => void;
}

/** One of a few, side by side. */
export function Segments<T extends string>({ label, segments, chosen, onChoose }: SegmentsProps<T>) {
  return (
    <RadioGroup
      className="seg"
      aria-label={label}
      orientation="horizontal"
      value={chosen}
      onChange={(value) => {
        const segment = segments.find(({ id }) => id === value);
        if (segment) {
          onChoose(segment.id);
        }
      }}
    >
      {segments.map(({ id, name, icon, number }) => (
        <Radio key={id} value={id} className="seg-item">
          {icon}
          {name}
          {number !== undefined && <span className="num faint">{number.toLocaleString("en")}</span>}
        </Radio>
      ))}
    </RadioGroup>
  );
}
