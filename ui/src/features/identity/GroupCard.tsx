import { Trash2 } from "lucide-react";

import type { AccessLevel, PeopleGroup, Scope, SpecProblem } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { IconButton } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Field } from "../../kit/Field";
import { sentence } from "../../kit/words";
import { placed } from "./spec";
import { ScopeField } from "./ScopeField";
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

  function narrowTo(place: number, scope: Scope | null): void {
    onChange({
      ...group,
      levels: grants.map((grant, nth) => (nth === place ? { ...grant, for: scope } : grant)),
    });
  }

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
        const grantedAt = grants.findIndex(({ level }) => level === name);
        return (
          // Two levels may have one name for a while.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={place} className="identity-grant">
            <Check
              label={name}
              hint={sentence(placed(everywhere ?? {}))}
              checked={grant !== undefined}
              onChange={(given) =>
                onChange({
                  ...group,
                  levels: given ? [...grants, { level: name }] : grants.filter(({ level }) => level !== name),
                })
              }
            />
            {grant && (
              <div className="identity-narrow">
                <Check
                  label={`${name} only in some of its accounts`}
                  checked={Boolean(grant.for)}
                  onChange={(narrow) => narrowTo(grantedAt, narrow ? {} : null)}
                />
                {grant.for && (
                  <ScopeField
                    legend={`Where ${group.name} may switch to ${name}`}
                    index={index}
                    scope={grant.for}
                    error={errorAt(problems, `${at}/levels/${grantedAt}/for`, true)}
                    onChange={(scope) => narrowTo(grantedAt, scope)}
                  />
                )}
              </div>
            )}
          </div>
        );
      })}
      {error && <p className="field-error">{error}</p>}
    </div>
  );
}
