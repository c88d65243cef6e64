import { CopyButton } from "./CopyButton";

/** A line for a terminal, with the button that copies it. */
export function CommandLine({ text, what = "as AWS CLI" }: { text: string; what?: string }) {
  return (
    <div className="command-line">
      <code>{text}</code>
      <CopyButton what={what} text={text} />
    </div>
  );
}
