import { CopyButton } from "./CopyButton";
import { prettyJson } from "./json";

interface DocumentProps {
  /** What it is, as in `Copy trust policy of Auditor`. */
  label: string;
  text: string;
}

/** A document to read and copy: JSON with its lines and indents, other texts as they are. */
export function Document({ label, text }: DocumentProps) {
  const shown = prettyJson(text);
  return (
    <div className="document">
      {/* A document scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="region" aria-label={label}>
        {shown}
      </pre>
      <CopyButton what={label} text={shown} />
    </div>
  );
}
