import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";

import type { Change, ConnectionId, CsvRow } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { CsvSource } from "../../kit/CsvSource";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Ticked } from "../../kit/Ticked";
import { count, sentence } from "../../kit/words";

interface InviteCsvDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Invites what a table lists, after a look at each of its rows. */
export function InviteCsvDialog({ connection, index, onClose, onReview }: InviteCsvDialogProps) {
  const [text, setText] = useState("");
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
        <CsvSource
          fileLabel="File of accounts to invite"
          template={templates.data?.invitations}
          hint="The first row names the columns: account or email, and if you like ou (a path or an id), tags (key=value;key=value), notes."
          text={text}
          onText={setText}
        />
        {isThere && read.isError && <FailureNote failure={toFailure(read.error)} />}
        {rows.length > 0 && <Preview rows={rows} index={index} />}
        <footer className="foot">
          <span className={wrong > 0 ? "warn grow" : "muted grow"} role="status">
            {wrong > 0
              ? `${count(wrong, "row")} cannot be invited and ${wrong === 1 ? "is" : "are"} left out`
              : changes.length > 0
                ? "Each is moved to its OU by itself once it has joined"
                : ""}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            refusal={
              !isThere
                ? "Choose a file or paste a table first"
                : read.isError
                  ? "This is no table of accounts to invite"
                  : read.data === undefined || read.isPlaceholderData
                    ? "Reading the table"
                    : changes.length === 0
                      ? "No row can be invited"
                      : null
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
    <div className="csv-rows" tabIndex={0} role="region" aria-label="Rows of the table">
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
      <td colSpan={3} className="csv-error">
        <Ticked text={row.errors.map(sentence).join(". ")} />
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
