import { CopyButton } from "./CopyButton";

/** A line for a terminal, with the button that copies it. It breaks before options, not within them. */
export function CommandLine({ text, what = "as AWS CLI" }: { text: string; what?: string }) {
  const [program = "", ...options] = text.split(/ (?=--)/);
  return (
    <div className="command-line">
      <code>
        {program}
        {options.map((option) => (
          <span key={option}>
            {" "}
            <span className="command-option">{option}</span>
          </span>
        ))}
      </code>
      <CopyButton what={what} text={text} />
    </div>
  );
}
