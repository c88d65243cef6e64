import { X } from "lucide-react";
import { useId, useMemo, useRef, useState } from "react";

import type { AccountId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { type Choice, Picker } from "../../kit/Picker";
import { accountsOf, isUsable } from "./roles";

/** How many are shown before someone asks for all. */
const SHOWN = 6;

interface AccountsFieldProps {
  /** What they are: `Accounts`, `Trusted accounts`. */
  label: string;
  index: TreeIndex;
  chosen: readonly AccountId[];
  /** Offered before all others. */
  first?: AccountId | null;
  /** What is said of one that stands out, beside its name. */
  noteOf?: (account: AccountId) => string | null;
  error?: string | null;
  hint?: string;
  onChange: (accounts: AccountId[]) => void;
}

/** Accounts, chosen one by one or by OU. */
export function AccountsField({ label, index, chosen, first, noteOf, error, hint, onChange }: AccountsFieldProps) {
  const id = useId();
  const field = useRef<HTMLFieldSetElement>(null);
  const [all, setAll] = useState(false);
  const choices = useMemo(() => choicesOf(index, chosen, first ?? null), [index, chosen, first]);
  const nodes = chosen.map((account) => index.byId.get(account) ?? { id: account, name: account });
  const shown = all ? nodes : nodes.slice(0, SHOWN);
  const help = error ?? hint;

  function add(picked: string): void {
    const below = [...index.byId.values()].filter(
      (node) =>
        node.kind === "account" && isUsable(node) && index.lineage(node.id).some((above) => above.id === picked),
    );
    onChange([...new Set([...chosen, ...below.map((node) => node.id)])]);
  }

  return (
    <fieldset ref={field} tabIndex={-1} className="accounts-field" aria-describedby={help ? `${id}-help` : undefined}>
      <legend>
        {label} {nodes.length > 1 && <span className="num faint">{nodes.length.toLocaleString("en")}</span>}
      </legend>
      {nodes.length > 0 && (
        <ul className={all ? "account-chips all" : "account-chips"} aria-label={label}>
          {shown.map((node) => (
            <li key={node.id} className="chip" title={node.id}>
              <span className="clip">{node.name}</span>
              {noteOf?.(node.id) && <span className="faint">{noteOf(node.id)}</span>}
              <button
                type="button"
                className="chip-x"
                aria-label={`Leave out ${node.name}`}
                onClick={() => {
                  // The button goes: the keyboard stays near it, not in a list that opens.
                  field.current?.focus();
                  onChange(chosen.filter((each) => each !== node.id));
                }}
              >
                <X aria-hidden size={11} />
              </button>
            </li>
          ))}
          {nodes.length > SHOWN && (
            <li>
              <button type="button" className="link" onClick={() => setAll(!all)}>
                {all ? "Show fewer" : `and ${(nodes.length - SHOWN).toLocaleString("en")} more`}
              </button>
            </li>
          )}
        </ul>
      )}
      <Picker
        label={`Add to ${label.toLowerCase()}`}
        placeholder="Add an account, or all of an OU"
        choices={choices}
        chosen={null}
        adds
        onChoose={add}
      />
      {help && (
        <p id={`${id}-help`} className={error ? "field-error" : "field-hint"}>
          {help}
        </p>
      )}
    </fieldset>
  );
}

function choicesOf(index: TreeIndex, chosen: readonly AccountId[], first: AccountId | null): Choice[] {
  const taken = new Set(chosen);
  const accounts = accountsOf(index, [...index.byId.keys()])
    .filter((node) => isUsable(node) && !taken.has(node.id))
    .map((node) => ({
      id: node.id,
      name: node.name,
      detail: node.id === first ? `${node.id} · management account` : `${node.id} · ${index.path(node.id)}`,
    }));
  const units = [...index.byId.values()]
    .filter((node) => node.kind !== "account" && (index.counts.get(node.id)?.accounts ?? 0) > 0)
    .map((node) => ({
      id: node.id,
      name: node.kind === "root" ? "All accounts" : `All in ${index.path(node.id).slice(1)}`,
      detail: `${(index.counts.get(node.id)?.accounts ?? 0).toLocaleString("en")} below`,
    }));
  return [...accounts.filter(({ id }) => id === first), ...units, ...accounts.filter(({ id }) => id !== first)];
}
