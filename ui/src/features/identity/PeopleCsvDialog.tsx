import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";

import type { ConnectionId, Person, PersonRow } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { CsvSource } from "../../kit/CsvSource";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Select } from "../../kit/Select";
import { Ticked } from "../../kit/Ticked";
import { count, sentence } from "../../kit/words";

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
  const isThere = text.trim() !== "";
  const read = useQuery({
    ...q.peopleCsv(groups, usual, text),
    enabled: isThere,
    placeholderData: keepPreviousData,
  });
  const rows = isThere && !read.isError ? (read.data ?? []) : [];
  const people = rows.filter(({ errors }) => errors.length === 0).map(({ person }) => person);
  const wrong = rows.length - people.length;

  return (
    <Dialog title="Add people from CSV" place="wide" onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (people.length > 0 && !read.isPlaceholderData) {
            onAdd(people);
          }
        }}
      >
        <CsvSource
          fileLabel="File of people"
          template={choices.data?.peopleTemplate}
          hint="The first row names the columns: name, and if you like groups (several with ; between them) and email."
          text={text}
          onText={setText}
        />
        {groups.length > 0 && (
          <Select
            label="Group of those without one"
            choices={groups.map((name) => ({ id: name, name }))}
            chosen={usual ?? ""}
            onChoose={setUsual}
          />
        )}
        {isThere && read.isError && <FailureNote failure={toFailure(read.error)} />}
        {rows.length > 0 && <Preview rows={rows} />}
        <footer className="foot">
          <span className={wrong > 0 ? "warn grow" : "muted grow"} role="status">
            {wrong > 0
              ? `${count(wrong, "row")} cannot be added and ${wrong === 1 ? "is" : "are"} left out`
              : people.length > 0
                ? "Whoever is in the list already is changed to what the table says"
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
                  ? "This is no table of people"
                  : read.data === undefined || read.isPlaceholderData
                    ? "Reading the table"
                    : people.length === 0
                      ? "No row can be added"
                      : null
            }
          >
            {people.length > 0 ? `Add ${count(people.length, "person", "people")}` : "Add"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Preview({ rows }: { rows: readonly PersonRow[] }) {
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
            <th scope="col">Person</th>
            <th scope="col">Groups</th>
            <th scope="col">Email</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, person, errors }) => (
            <tr key={line}>
              <td className="num faint">{line}</td>
              <td>
                <span className="with-icon">
                  {errors.length === 0 ? (
                    <CircleCheck aria-label="can be added" size={14} className="state ok" />
                  ) : (
                    <CircleAlert aria-label="cannot be added" size={14} className="state bad" />
                  )}
                  <span className="clip">{person.name || "no name"}</span>
                </span>
              </td>
              {errors.length > 0 ? (
                <td colSpan={2} className="csv-error">
                  <Ticked text={errors.map(sentence).join(". ")} />
                </td>
              ) : (
                <>
                  <td className="clip">{person.groups?.join(", ")}</td>
                  <td className="clip">{person.email}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
