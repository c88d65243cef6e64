import { FileUp, Plus } from "lucide-react";
import { useState } from "react";

import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Field } from "../../kit/Field";
import { GroupCard } from "./GroupCard";
import type { StepProps } from "./parts";
import { PasswordRules } from "./PasswordRules";
import { PeopleCsvDialog } from "./PeopleCsvDialog";
import { PeopleTable } from "./PeopleTable";
import { freeName, withGroup, withoutGroup, withPeople } from "./spec";
import { errorAt } from "./steps";

/** Groups with their access levels, the people in them, and how they sign in. */
export function PeopleStep({ connection, index, spec, problems, write }: StepProps) {
  const [csv, setCsv] = useState(false);
  const groups = spec.groups ?? [];
  const names = groups.map(({ name }) => name);

  return (
    <>
      <div>
        <h2 className="h2">People</h2>
        <p className="muted">
          Groups say who may switch to what. People themselves may do nothing else but look after their own password and
          MFA.
        </p>
      </div>
      <section aria-label="Groups" className="identity-part">
        <h3 className="label">Groups</h3>
        {groups.length === 0 && <p className="muted">There is no group yet: add one.</p>}
        {groups.map((group, place) => (
          <GroupCard
            // Groups have no name that stays: their place is what they are told apart by.
            // oxlint-disable-next-line react/no-array-index-key
            key={place}
            index={index}
            group={group}
            levels={spec.levels ?? []}
            at={`/groups/${place}`}
            problems={problems}
            onChange={(next) => write(withGroup(spec, place, next))}
            onRemove={() => write(withoutGroup(spec, place))}
          />
        ))}
        <Button
          icon={Plus}
          onClick={() =>
            write({ ...spec, groups: [...groups, { name: freeName("Group", names).replace(" ", "-"), levels: [] }] })
          }
        >
          Add a group
        </Button>
      </section>
      <section aria-label="Users" className="identity-part">
        <div className="identity-card-head">
          <h3 className="label grow">Users</h3>
          <Button icon={FileUp} onClick={() => setCsv(true)}>
            Add from CSV…
          </Button>
        </div>
        <PeopleTable
          people={spec.people ?? []}
          groups={names}
          problems={problems}
          onChange={(people) => write({ ...spec, people })}
        />
      </section>
      <section aria-label="Signing in" className="identity-part">
        <h3 className="label">Signing in</h3>
        <Field
          label="Account alias"
          value={spec.alias ?? ""}
          error={errorAt(problems, "/alias")}
          hint="Stands in the address of the sign-in page in the place of the account’s number. Left empty, it stays as it is."
          onChange={(alias) => write({ ...spec, alias: alias === "" ? null : alias })}
        />
        <Check
          label="People may make access keys of their own"
          hint="For the command line. They last until somebody deletes them."
          checked={spec.ownAccessKeys ?? false}
          onChange={(ownAccessKeys) => write({ ...spec, ownAccessKeys })}
        />
        <PasswordRules
          policy={spec.passwordPolicy ?? null}
          problems={problems}
          onChange={(passwordPolicy) => write({ ...spec, passwordPolicy })}
        />
      </section>
      {csv && (
        <PeopleCsvDialog
          connection={connection}
          groups={names}
          onAdd={(people) => {
            write(withPeople(spec, people));
            setCsv(false);
          }}
          onClose={() => setCsv(false)}
        />
      )}
    </>
  );
}
