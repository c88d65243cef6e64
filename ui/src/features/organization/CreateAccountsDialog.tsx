import { useQuery } from "@tanstack/react-query";
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

interface CreateAccountsDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Reads a table of accounts to create, from a file or as pasted, and shows each row before the plan. */
export function CreateAccountsDialog({ connection, index, onClose, onReview }: CreateAccountsDialogProps) {
  const [text, setText] = useState("");
  const template = useQuery(q.csvTemplates());
  const hasText = text.trim() !== "";
  const rows = useQuery({
    ...q.accountsCsv(connection, text),
    enabled: hasText,
    placeholderData: (before) => before,
  });
  const read = hasText ? (rows.data ?? []) : [];
  const changes = read.flatMap(({ change }) => change ?? []);
  const faulty = read.length - changes.length;
  const refusal = !hasText
    ? "Choose a file or paste a table first"
    : rows.isError
      ? "This is no table of accounts"
      : rows.data === undefined || rows.isPlaceholderData
        ? "Reading the table"
        : changes.length === 0
          ? "No row can be used"
          : null;

  return (
    <Dialog title="Create accounts from CSV" place="wide" onClose={onClose}>
      <form
        className="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal === null) {
            onReview(changes);
          }
        }}
      >
        <CsvSource
          fileLabel="File of accounts"
          template={template.data?.accounts}
          hint="The first row names the columns: name and email, and if you like ou, tags (key=value;key=value), role, billing (allow or deny)."
          text={text}
          onText={setText}
        />
        {hasText && rows.isError && <FailureNote failure={toFailure(rows.error)} />}
        {read.length > 0 && <Preview rows={read} index={index} />}
        <footer className="foot">
          <span className={faulty > 0 ? "warn grow" : "muted grow"} role="status">
            {read.length === 0
              ? "AWS creates 5 accounts at once, and one in 10 seconds"
              : faulty > 0
                ? `${count(faulty, "row")} cannot be used and ${faulty === 1 ? "is" : "are"} left out`
                : `${count(changes.length, "row")}, nothing wrong`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" refusal={refusal}>
            {changes.length > 0 ? `Review ${count(changes.length, "account")}` : "Review"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Preview({ rows, index }: { rows: readonly CsvRow[]; index: TreeIndex }) {
  return (
    // Long tables scroll, so the keyboard must reach them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="csv-rows" tabIndex={0} role="region" aria-label="Rows">
      <table>
        <thead>
          <tr>
            <th scope="col" className="num">
              Line
            </th>
            <th scope="col">Name</th>
            <th scope="col">Email</th>
            <th scope="col">In</th>
            <th scope="col">Tags</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.line} row={row} index={index} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, index }: { row: CsvRow; index: TreeIndex }) {
  const change = row.change?.change === "createAccount" ? row.change : null;
  return (
    <tr>
      <td className="num muted">{row.line}</td>
      <td>
        <span className="with-icon">
          {change ? (
            <CircleCheck aria-label="can be used" size={14} className="state ok" />
          ) : (
            <CircleAlert aria-label="cannot be used" size={14} className="state bad" />
          )}
          <span className="clip">{change?.name ?? row.subject}</span>
        </span>
      </td>
      {change ? (
        <>
          <td className="muted nowrap">{change.email}</td>
          <td className="nowrap">{change.to ? index.path(change.to) : "/"}</td>
          <td className="muted">{change.tags?.map(({ key, value }) => `${key}=${value}`).join(", ")}</td>
        </>
      ) : (
        <td colSpan={3} className="csv-error">
          {row.errors.map((error) => (
            <p key={error}>
              <Ticked text={sentence(error)} />
            </p>
          ))}
        </td>
      )}
    </tr>
  );
}
