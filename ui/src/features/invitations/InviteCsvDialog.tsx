import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, FileUp } from "lucide-react";
import { useRef, useState } from "react";

import type { Change, ConnectionId, CsvRow } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Dialog } from "../../kit/Dialog";
import { FailureNote, failureToast } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { TextArea } from "../../kit/TextArea";
import { count } from "../../kit/words";

interface InviteCsvDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Invites what a table lists, after a look at each of its rows. */
export function InviteCsvDialog({ connection, index, onClose, onReview }: InviteCsvDialogProps) {
  const [text, setText] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const isThere = text.trim() !== "";
  const templates = useQuery(q.csvTemplates());
  const read = useQuery({
    ...q.invitationsCsv(connection, text),
    enabled: isThere,
    placeholderData: keepPreviousData,
  });
  const rows = isThere && !read.isError ? (read.data ?? []) : [];
  const changes = rows.flatMap(({ change }) => change ?? []);
  const wrong = rows.length - changes.length;

  function take(chosen: File | undefined): void {
    chosen?.text().then(setText, (thrown: unknown) => failureToast("Could not read the file", toFailure(thrown)));
  }

  return (
    <Dialog title="Invite from CSV" place="wide" onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (changes.length > 0) {
            onReview(changes);
          }
        }}
      >
        <TextArea
          label="Table"
          rows={6}
          mono
          autoFocus
          value={text}
          placeholder={templates.data?.invitations}
          hint={
            <>
              The first row names the columns: <code>account</code> or <code>email</code>, then <code>ou</code> (a path
              or an id), <code>tags</code> (<code>team=core;stage=prod</code>) and <code>notes</code>, as you need them.
            </>
          }
          onChange={setText}
        />
        <div className="csv-actions">
          <Button icon={FileUp} onClick={() => file.current?.click()}>
            Choose a file…
          </Button>
          <input
            ref={file}
            type="file"
            className="unseen"
            tabIndex={-1}
            aria-label="CSV file"
            accept=".csv,text/csv,text/plain"
            onChange={(event) => {
              take(event.target.files?.[0]);
              // The same file may be chosen again once it was corrected.
              event.target.value = "";
            }}
          />
          {templates.data && (
            <>
              <span className="muted">Template</span>
              <CopyButton what="template" text={templates.data.invitations} />
            </>
          )}
        </div>
        {isThere && read.isError && <FailureNote failure={toFailure(read.error)} />}
        {rows.length > 0 && <Preview rows={rows} index={index} />}
        {wrong > 0 && (
          <Note
            tone="warn"
            title={`${count(wrong, "row")} cannot be invited${changes.length > 0 ? ` and ${wrong === 1 ? "is" : "are"} left out` : ""}`}
            hint="Correct the table above, and they are read again."
          />
        )}
        <footer className="foot">
          <span className="muted grow">
            {changes.length > 0 && "Each is moved to its OU by itself once it has joined"}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            refusal={
              !isThere ? "Paste a table, or choose a file" : changes.length === 0 ? "No row can be invited" : null
            }
          >
            {changes.length > 0 ? `Review ${count(changes.length, "invitation")}` : "Review"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Preview({ rows, index }: { rows: readonly CsvRow[]; index: TreeIndex }) {
  return (
    // A list that scrolls must be in reach of the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="csv-preview" tabIndex={0} role="region" aria-label="Rows of the table">
      <table>
        <thead>
          <tr>
            <th scope="col" className="num">
              Line
            </th>
            <th scope="col">Account</th>
            <th scope="col">Moves to</th>
            <th scope="col">Tags</th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <td className="num faint">{row.line}</td>
              <td>
                <span className="with-icon">
                  <Sign ok={row.change !== null} />
                  <span className="clip">{row.subject || "no account"}</span>
                </span>
              </td>
              <Rest row={row} index={index} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Sign({ ok }: { ok: boolean }) {
  return ok ? (
    <CircleCheck aria-label="can be invited" size={14} className="state ok" />
  ) : (
    <CircleAlert aria-label="cannot be invited" size={14} className="state bad" />
  );
}

function Rest({ row, index }: { row: CsvRow; index: TreeIndex }) {
  if (row.change?.change !== "invite") {
    return (
      <td colSpan={3} className="csv-errors">
        {row.errors.join(" ")}
      </td>
    );
  }
  const { to, tags = [], notes = "" } = row.change;
  return (
    <>
      <td className="clip">
        {to && index.byId.get(to)?.parentId ? index.path(to) : <span className="faint">root</span>}
      </td>
      <td className="clip">{tags.map(({ key, value }) => `${key}=${value}`).join(", ")}</td>
      <td className="clip" title={notes}>
        {notes}
      </td>
    </>
  );
}
