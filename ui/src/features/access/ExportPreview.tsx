import type { Exported, Failure } from "../../ipc/bindings";
import { Diff } from "../../kit/Diff";
import { FailureNote } from "../../kit/failureToast";
import { count } from "../../kit/words";
import { firstLines, SHOWN_LINES } from "./firstLines";

interface ExportPreviewProps {
  exported: Exported | undefined;
  failure: Failure | null;
}

/** What becomes of the section: how many profiles come, change and go, and its lines. */
export function ExportPreview({ exported, failure }: ExportPreviewProps) {
  if (failure) {
    return <FailureNote failure={failure} />;
  }
  if (!exported) {
    return <p className="muted">Choose a role to see what would be written.</p>;
  }
  const { added, changed, removed } = exported;
  const before = firstLines(exported.before);
  const after = firstLines(exported.section);
  const lines = Math.max(before.lines, after.lines);
  const news = [
    added.length > 0 ? `${count(added.length, "profile")} added` : "",
    changed.length > 0 ? `${changed.length.toLocaleString("en")} changed` : "",
    removed.length > 0 ? `${removed.length.toLocaleString("en")} removed` : "",
  ].filter(Boolean);
  return (
    <section className="export-preview" aria-label="Preview">
      <p role="status" className="field-name">
        {news.length > 0 ? news.join(", ") : exported.profiles.length === 0 ? "No profile" : "Nothing changes"}
      </p>
      <Diff label="The section before and after" narrow before={before.text} after={after.text} />
      {lines > SHOWN_LINES && (
        <p className="field-hint">
          The first {SHOWN_LINES} of {lines.toLocaleString("en")} lines
        </p>
      )}
    </section>
  );
}
