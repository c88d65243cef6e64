import type { ExportWritten } from "../../ipc/bindings";
import { CopyButton } from "../../kit/CopyButton";
import { Note } from "../../kit/Note";

/** What was written, and where the file is kept as it was before. */
export function WrittenNote({ written: { file, written, backup } }: { written: ExportWritten }) {
  return (
    <Note
      tone="info"
      title={
        written
          ? backup === null
            ? "The file is written"
            : "The file is written, and kept as it was"
          : "Nothing was written: the file says so already"
      }
      hint={
        <>
          <span className="link-line">
            <code>{file}</code>
            <CopyButton what="path of the file" text={file} />
          </span>
          {backup !== null && (
            <span className="link-line">
              <code>{backup}</code>
              <CopyButton what="path of the backup" text={backup} />
            </span>
          )}
        </>
      }
    />
  );
}
