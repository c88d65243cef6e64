import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { ConnectionId, Person } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { CsvDialog } from "../../kit/CsvDialog";
import { Select } from "../../kit/Select";
import { count } from "../../kit/words";

interface PeopleCsvDialogProps {
  connection: ConnectionId;
  groups: readonly string[];
  onAdd: (people: Person[]) => void;
  onClose: () => void;
}

/** Adds the people of a table, after a look at each of its rows. */
export function PeopleCsvDialog({ connection, groups, onAdd, onClose }: PeopleCsvDialogProps) {
  const [text, setText] = useState("");
  const [usual, setUsual] = useState<string | null>(groups[0] ?? null);
  const choices = useQuery(q.identityChoices(connection));
  const read = useQuery({
    ...q.peopleCsv(groups, usual, text),
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
  });

  return (
    <CsvDialog
      title="Add people from CSV"
      fileLabel="File of people"
      template={choices.data?.peopleTemplate}
      hint="The first row names the columns: name, and if you like groups (several with ; between them) and email."
      text={text}
      onText={setText}
      read={read}
      failure={read.isError ? toFailure(read.error) : null}
      done="added"
      of="people"
      remark={(rows) => (rows > 0 ? "Whoever is in the list already is changed to what the table says" : "")}
      submit={(good) => (good > 0 ? `Add ${count(good, "person", "people")}` : "Add")}
      columns={["Person", "Groups", "Email"]}
      name={({ person }) => person.name || "no name"}
      cells={({ person }) => (
        <>
          <td className="clip">{person.groups?.join(", ")}</td>
          <td className="clip">{person.email}</td>
        </>
      )}
      onSubmit={(good) => onAdd(good.map(({ person }) => person))}
      onClose={onClose}
    >
      {groups.length > 0 && (
        <Select
          label="Group of those without one"
          choices={groups.map((name) => ({ id: name, name }))}
          chosen={usual ?? ""}
          onChoose={setUsual}
        />
      )}
    </CsvDialog>
  );
}
