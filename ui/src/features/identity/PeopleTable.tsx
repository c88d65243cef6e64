import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";

import type { Person, SpecProblem } from "../../ipc/bindings";
import { Button, IconButton } from "../../kit/Button";
import { Field } from "../../kit/Field";
import { Ticked } from "../../kit/Ticked";
import { replaced, without } from "./spec";
import { errorAt } from "./steps";

interface PeopleTableProps {
  people: readonly Person[];
  /** The groups that they can be in, by name. */
  groups: readonly string[];
  problems: readonly SpecProblem[];
  onChange: (people: Person[]) => void;
}

/** The people, each with their groups, and a line to add another. */
export function PeopleTable({ people, groups, problems, onChange }: PeopleTableProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const taken = people.some((person) => person.name.toLowerCase() === name.trim().toLowerCase());
  const refusal =
    name.trim() === "" ? "Enter a user name first" : taken ? `${name.trim()} is in the list already` : null;

  function add(event: FormEvent): void {
    event.preventDefault();
    if (refusal !== null) {
      return;
    }
    // Most have one group: whoever is added by name is in the first.
    onChange([...people, { name: name.trim(), groups: groups.slice(0, 1), email: email.trim() || null }]);
    setName("");
    setEmail("");
  }

  return (
    <>
      {people.length === 0 ? (
        <p className="muted">Nobody is in the list yet: add a user name below, or a table of people.</p>
      ) : (
        // A list that scrolls must be in reach of the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="csv-rows identity-people" tabIndex={0} role="region" aria-label="List of people">
          <table>
            <thead>
              <tr>
                <th scope="col">User name</th>
                <th scope="col">Email</th>
                <th scope="col">Groups</th>
                <th scope="col">
                  <span className="unseen">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.map((person, place) => (
                <PersonRow
                  // A name may change as it is typed: the place does not.
                  // oxlint-disable-next-line react/no-array-index-key
                  key={place}
                  person={person}
                  groups={groups}
                  error={errorAt(problems, `/people/${place}`, true)}
                  onChange={(next) => onChange(replaced(people, place, next))}
                  onRemove={() => onChange(without(people, place))}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <form className="identity-new-person" noValidate onSubmit={add}>
        <Field label="User name" value={name} error={taken ? refusal : null} onChange={setName} />
        <Field label="Email" type="email" value={email} onChange={setEmail} />
        <Button type="submit" icon={Plus} refusal={refusal}>
          Add
        </Button>
      </form>
    </>
  );
}

interface PersonRowProps {
  person: Person;
  groups: readonly string[];
  error: string | null;
  onChange: (person: Person) => void;
  onRemove: () => void;
}

function PersonRow({ person, groups, error, onChange, onRemove }: PersonRowProps) {
  const own = person.groups ?? [];
  // A group that is gone can still be taken off.
  const offered = [...groups, ...own.filter((name) => !groups.includes(name))];
  return (
    <>
      <tr>
        <td>
          <input
            className="input"
            aria-label={`User name of ${person.name}`}
            aria-invalid={error ? true : undefined}
            spellCheck={false}
            value={person.name}
            onChange={(event) => onChange({ ...person, name: event.target.value })}
          />
        </td>
        <td>
          <input
            className="input"
            type="email"
            aria-label={`Email of ${person.name}`}
            spellCheck={false}
            value={person.email ?? ""}
            onChange={(event) => onChange({ ...person, email: event.target.value || null })}
          />
        </td>
        <td>
          <span className="identity-toggles">
            {offered.map((name) => (
              <button
                key={name}
                type="button"
                className="identity-toggle"
                aria-label={`${person.name} in ${name}`}
                aria-pressed={own.includes(name)}
                onClick={() =>
                  onChange({
                    ...person,
                    groups: own.includes(name) ? own.filter((each) => each !== name) : [...own, name],
                  })
                }
              >
                {name}
              </button>
            ))}
          </span>
        </td>
        <td>
          <IconButton icon={Trash2} label={`Remove ${person.name}`} onClick={onRemove} />
        </td>
      </tr>
      {error && (
        <tr>
          <td colSpan={4} className="csv-error">
            <Ticked text={error} />
          </td>
        </tr>
      )}
    </>
  );
}
