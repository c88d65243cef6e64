import { Trash2 } from "lucide-react";

import type { AccessLevel, PeopleGroup, SpecProblem } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { IconButton } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Field } from "../../kit/Field";
import { sentence } from "../../kit/words";
import { nameIn, placed, scopeWords } from "./spec";
import { errorAt } from "./steps";

interface GroupCardProps {
  index: TreeIndex;
  group: PeopleGroup;
  levels: readonly AccessLevel[];
  /** Where it stands in the document: `/groups/0`. */
  at: string;
  problems: readonly SpecProblem[];
  onChange: (group: PeopleGroup) => void;
  onRemove: () => void;
}

/** A group of people, and what they may switch to. */
export function GroupCard({ index, group, levels, at, problems, onChange, onRemove }: GroupCardProps) {
  const grants = group.levels ?? [];
  const error = errorAt(problems, `${at}/levels`, true) ?? errorAt(problems, at);
  return (
    <div className="card" role="group" aria-label={`Group ${group.name}`}>
      <div className="identity-card-head">
        <div className="grow">
          <Field
            label="Name"
            value={group.name}
            error={errorAt(problems, `${at}/name`)}
            onChange={(name) => onChange({ ...group, name })}
          />
        </div>
        <IconButton icon={Trash2} label={`Remove the group ${group.name}`} onClick={onRemove} />
      </div>
      {levels.length === 0 && <p className="muted">There is no access level to give: add one on the page before.</p>}
      {levels.map(({ name, for: everywhere }, place) => {
        const grant = grants.find(({ level }) => level === name);
        return (
          <Check
            // Two levels may have one name for a while.
            // oxlint-disable-next-line react/no-array-index-key
            key={place}
            label={name}
            hint={
              grant?.for
                ? `Only in ${[...(grant.for.ous ?? []), ...(grant.for.accounts ?? [])].map((each) => nameIn(index, each)).join(", ") || scopeWords(grant.for)}`
                : sentence(placed(everywhere ?? {}))
            }
            checked={grant !== undefined}
            onChange={(given) =>
              onChange({
                ...group,
                levels: given ? [...grants, { level: name }] : grants.filter(({ level }) => level !== name),
              })
            }
          />
        );
      })}
      {error && <p className="field-error">{error}</p>}
    </div>
  );
}
