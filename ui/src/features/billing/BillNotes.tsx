import type { BillNote, BillNoteKind, BillView } from "../../ipc/bindings";
import { FailureNote } from "../../kit/failureToast";
import { Note } from "../../kit/Note";

const TONES: Record<BillNoteKind, "info" | "warn"> = {
  billingTransfer: "warn",
  memberOnly: "info",
  changedWhileRead: "warn",
  unfinished: "info",
  treeIncomplete: "info",
  sandbox: "info",
};

/** What to know about the figures: what is missing, what they do not hold, and why the last reading failed. */
export function BillNotes({ view }: { view: BillView }) {
  const { situation, failure, notes } = view;
  return (
    <>
      {situation.kind !== "ready" && situation.kind !== "notRead" && (
        <Note tone="warn" title={`${situation.words} What was read before is shown.`} hint={situation.hint} />
      )}
      {failure && <FailureNote failure={failure} />}
      <NoteList notes={notes} />
    </>
  );
}

/** Each note by itself. That nothing is charged in the sandbox stands with the meter. */
export function NoteList({ notes }: { notes: readonly BillNote[] }) {
  return notes
    .filter(({ kind }) => kind !== "sandbox")
    .map(({ kind, words }) => <Note key={`${kind} ${words}`} tone={TONES[kind]} title={words} />);
}
