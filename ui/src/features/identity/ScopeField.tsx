import { ListChecks, X } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import type { Scope } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { type Choice, Picker } from "../../kit/Picker";
import { count } from "../../kit/words";
import { ScopeDialog } from "./ScopeDialog";
import { nameIn } from "./spec";

interface ScopeFieldProps {
  legend: string;
  /** What is said of all member accounts. */
  allHint?: string;
  index: TreeIndex;
  scope: Scope;
  error: string | null;
  onChange: (scope: Scope) => void;
}

/** The accounts that get a role: all, by OU, or one by one. OUs count with whatever is in them later. */
export function ScopeField({ legend, allHint, index, scope, error, onChange }: ScopeFieldProps) {
  const field = useRef<HTMLFieldSetElement>(null);
  const [inTree, setInTree] = useState(false);
  const { all = false, accounts = [], ous = [] } = scope;
  const choices = useMemo(() => choicesOf(index, scope), [index, scope]);

  function add(id: string): void {
    const isAccount = index.byId.get(id)?.kind === "account";
    onChange(isAccount ? { ...scope, accounts: [...accounts, id] } : { ...scope, ous: [...ous, id] });
  }

  function leaveOut(part: "accounts" | "ous", id: string): void {
    // The button goes: the keyboard stays near it.
    field.current?.focus();
    onChange({ ...scope, [part]: (scope[part] ?? []).filter((each) => each !== id) });
  }

  const chips = [
    ...ous.map((id) => ({ id, part: "ous" as const, name: `All in ${nameIn(index, id)}` })),
    ...accounts.map((id) => ({ id, part: "accounts" as const, name: nameIn(index, id) })),
  ];
  return (
    <fieldset ref={field} tabIndex={-1} className="accounts-field">
      <legend>{legend}</legend>
      <Check
        label="All member accounts"
        hint={allHint}
        checked={all}
        onChange={(next) => onChange({ ...scope, all: next })}
      />
      {chips.length > 0 && (
        <ul className="account-chips" aria-label="Chosen accounts and OUs">
          {chips.map(({ id, part, name }) => (
            <li key={id} className="chip" title={id}>
              <span className="clip">{name}</span>
              <button
                type="button"
                className="chip-x"
                aria-label={`Leave out ${name}`}
                onClick={() => leaveOut(part, id)}
              >
                <X aria-hidden size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="identity-pick">
        <div className="grow">
          <Picker
            label="Add an account or OU"
            placeholder="Add an account, or all of an OU"
            choices={choices}
            chosen={null}
            adds
            onChoose={add}
          />
        </div>
        <Button icon={ListChecks} onClick={() => setInTree(true)}>
          Choose in the tree…
        </Button>
      </div>
      {error && <p className="field-error">{error}</p>}
      {inTree && (
        <ScopeDialog title={legend} index={index} scope={scope} onChoose={onChange} onClose={() => setInTree(false)} />
      )}
    </fieldset>
  );
}

function choicesOf(index: TreeIndex, { accounts = [], ous = [] }: Scope): Choice[] {
  const nodes = [...index.byId.values()];
  const units = nodes
    .filter((node) => node.kind === "ou" && !ous.includes(node.id))
    .map((node) => ({
      id: node.id,
      name: `All in ${index.path(node.id).slice(1)}`,
      detail: count(index.counts.get(node.id)?.accounts ?? 0, "account"),
    }));
  const single = nodes
    .filter((node) => node.kind === "account" && !accounts.includes(node.id))
    .map((node) => ({ id: node.id, name: node.name, detail: `${node.id} · ${index.path(node.id)}` }));
  return [...units, ...single];
}
