import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Change, ConnectionId, CsvRow } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { CsvDialog } from "../../kit/CsvDialog";
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
  const templates = useQuery(q.csvTemplates());
  const read = useQuery({
    ...q.invitationsCsv(connection, text),
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
  });

  return (
    <CsvDialog
      title="Invite from CSV"
      fileLabel="File of accounts to invite"
      template={templates.data?.invitations}
      hint="The first row names the columns: account or email, and if you like ou (a path or an id), tags (key=value;key=value), notes."
      text={text}
      onText={setText}
      read={read}
      failure={read.isError ? toFailure(read.error) : null}
      done="invited"
      of="accounts to invite"
      remark={(rows) => (rows > 0 ? "Each is moved to its OU by itself once it has joined" : "")}
      submit={(good) => (good > 0 ? `Review ${count(good, "invitation")}` : "Review")}
      columns={["Account", "Moves to", "Tags", "Notes"]}
      name={({ subject }) => subject || "no account"}
      cells={(row) => <Cells row={row} index={index} />}
      onSubmit={(good) => onReview(good.flatMap(({ change }) => change ?? []))}
      onClose={onClose}
    />
  );
}

function Cells({ row, index }: { row: CsvRow; index: TreeIndex }) {
  if (row.change?.change !== "invite") {
    return null;
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
