import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Change, ConnectionId, CsvRow } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { CsvDialog } from "../../kit/CsvDialog";
import { count } from "../../kit/words";

interface CreateAccountsDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Reads a table of accounts to create, from a file or as pasted, and shows each row before the plan. */
export function CreateAccountsDialog({ connection, index, onClose, onReview }: CreateAccountsDialogProps) {
  const [text, setText] = useState("");
  const templates = useQuery(q.csvTemplates());
  const read = useQuery({
    ...q.accountsCsv(connection, text),
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
  });

  return (
    <CsvDialog
      title="Create accounts from CSV"
      fileLabel="File of accounts"
      template={templates.data?.accounts}
      hint="The first row names the columns: name and email, and if you like ou, tags (key=value;key=value), role, billing (allow or deny)."
      text={text}
      onText={setText}
      read={read}
      failure={read.isError ? toFailure(read.error) : null}
      done="used"
      of="accounts"
      remark={(rows) =>
        rows > 0 ? `${count(rows, "row")}, nothing wrong` : "AWS creates 5 accounts at once, and one in 10 seconds"
      }
      submit={(good) => (good > 0 ? `Review ${count(good, "account")}` : "Review")}
      columns={["Name", "Email", "In", "Tags"]}
      name={({ change, subject }) => (change?.change === "createAccount" ? change.name : subject)}
      cells={(row) => <Cells row={row} index={index} />}
      onSubmit={(good) => onReview(good.flatMap(({ change }) => change ?? []))}
      onClose={onClose}
    />
  );
}

function Cells({ row, index }: { row: CsvRow; index: TreeIndex }) {
  if (row.change?.change !== "createAccount") {
    return null;
  }
  const { email, to, tags = [] } = row.change;
  return (
    <>
      <td className="muted nowrap">{email}</td>
      <td className="nowrap">{to ? index.path(to) : "/"}</td>
      <td className="muted">{tags.map(({ key, value }) => `${key}=${value}`).join(", ")}</td>
    </>
  );
}
