import type { AwsConfigWritten } from "../../ipc/bindings";
import { CopyButton } from "../../kit/CopyButton";
import { Note } from "../../kit/Note";

/** What was written, and where the file is kept as it was before. */
export function WrittenNote({ written: { file, backup } }: { written: AwsConfigWritten }) {
  return (
    <Note
      tone="info"
      title="The file is written"
      hint={
        <>
          <span className="link-line">
            <code>{file}</code>
            <CopyButton what="path of the file" text={file} />
          </span>
          {backup !== null && (
            <span className="link-line">
              <span>
                As it was before: <code>{backup}</code>
              </span>
              <CopyButton what="path of the backup" text={backup} />
            </span>
          )}
        </>
      }
    />
  );
}
