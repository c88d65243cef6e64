import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";

import type { AccessLevel } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Button } from "../../kit/Button";
import { LevelCard } from "./LevelCard";
import type { Parts, StepProps } from "./parts";
import { freeName, withLevel, withoutLevel } from "./spec";

const OWN: AccessLevel = {
  name: "Own level",
  roleName: "Org-Own",
  policies: [],
  inline: [],
  sessionSeconds: 3600,
  mfa: true,
  for: {},
  color: null,
};

/** Access levels: each is a role, with what it may do and the accounts that get it. */
export function LevelsStep({ connection, index, spec, problems, write, parts }: StepProps & { parts: Parts }) {
  const choices = useQuery(q.identityChoices(connection));
  const [open, setOpen] = useState<number | null>(null);
  const levels = spec.levels ?? [];
  const names = levels.map(({ name }) => name);
  const presets = (choices.data?.presets ?? []).filter(({ level }) => !names.includes(level.name));

  function add(level: AccessLevel): void {
    write({ ...spec, levels: [...levels, level] });
    setOpen(levels.length);
  }

  return (
    <>
      <div>
        <h2 className="h2">Who may do what</h2>
        <p className="muted">
          An access level is a role in the accounts that you choose. Groups are given levels on the next page.
        </p>
      </div>
      {levels.length === 0 && <p className="muted">There is no access level yet: add one below.</p>}
      {levels.map((level, place) => (
        <LevelCard
          // Levels have no name that stays: their place is what they are told apart by.
          // oxlint-disable-next-line react/no-array-index-key
          key={place}
          index={index}
          level={level}
          at={`/levels/${place}`}
          problems={problems}
          open={open === place}
          parts={parts}
          onToggle={() => setOpen(open === place ? null : place)}
          onChange={(next) => write(withLevel(spec, place, next))}
          onRemove={() => {
            setOpen(null);
            write(withoutLevel(spec, place));
          }}
        />
      ))}
      <section aria-label="Add an access level" className="identity-add">
        <h3 className="label">Add an access level</h3>
        <ul className="identity-presets">
          {presets.map(({ level, explanation }) => (
            <li key={level.name}>
              <span className="template-words">
                <span className="template-name">{level.name}</span>
                <span className="muted">{explanation}</span>
              </span>
              <Button icon={Plus} onClick={() => add(level)}>
                Add {level.name}
              </Button>
            </li>
          ))}
          <li>
            <span className="template-words">
              <span className="template-name">Your own</span>
              <span className="muted">Managed policies of your choice, and a policy that you write.</span>
            </span>
            <Button
              icon={Plus}
              onClick={() =>
                add({
                  ...OWN,
                  name: freeName(OWN.name, names),
                  roleName: freeName(
                    OWN.roleName,
                    levels.map(({ roleName }) => roleName),
                  ).replace(" ", "-"),
                })
              }
            >
              Add your own
            </Button>
          </li>
        </ul>
      </section>
    </>
  );
}
