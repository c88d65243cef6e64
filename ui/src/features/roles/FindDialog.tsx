import { Plus } from "lucide-react";
import { type FormEvent, useMemo, useState } from "react";

import type { ConnectionId, RoleName } from "../../ipc/bindings";
import { places } from "../../ipc/places";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { Picker } from "../../kit/Picker";
import { Segments } from "../../kit/Segments";
import { count, takes } from "../../kit/words";
import { find, RATE } from "./readinessRun";
import { accountsOf, isUsable, roleNameProblem } from "./roles";

const RATES = [5, 10, RATE, 50, 100] as const;

interface FindDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  defaultRole: RoleName;
  /** Roles that were asked for before. */
  known: readonly RoleName[];
  onClose: () => void;
}

/** Asks which roles to try, where and how fast, and says how long that takes. */
export function FindDialog({ connection, index, defaultRole, known, onClose }: FindDialogProps) {
  const [names, setNames] = useState<readonly RoleName[]>(() => [...new Set([defaultRole, ...known].filter(Boolean))]);
  const [chosen, setChosen] = useState<ReadonlySet<RoleName>>(() => new Set(names));
  const [other, setOther] = useState("");
  const [place, setPlace] = useState(index.root?.id ?? "");
  const [rate, setRate] = useState<number>(RATE);
  const [afresh, setAfresh] = useState(false);
  const [starting, setStarting] = useState(false);
  const choices = useMemo(() => places(index), [index]);
  const accounts = useMemo(
    () =>
      accountsOf(index, [...index.byId.keys()]).filter(
        (account) => isUsable(account) && index.lineage(account.id).some(({ id }) => id === place),
      ),
    [index, place],
  );
  const everywhere = place === index.root?.id;
  const calls = accounts.length * chosen.size;
  const otherProblem = other === "" ? null : roleNameProblem(other);
  const refusal =
    chosen.size === 0 ? "Choose at least one role" : accounts.length === 0 ? "There is no account in it" : null;

  function add(): void {
    if (other !== "" && otherProblem === null) {
      setNames([...new Set([...names, other])]);
      setChosen(new Set([...chosen, other]));
      setOther("");
    }
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (other !== "") {
      add();
      return;
    }
    if (refusal !== null) {
      return;
    }
    setStarting(true);
    const began = await find(connection, {
      roles: names.filter((name) => chosen.has(name)),
      accounts: everywhere ? null : accounts.map(({ id }) => id),
      rate,
      afresh,
    });
    setStarting(false);
    if (began) {
      onClose();
    }
  }

  return (
    <Dialog title="Find out which roles can be assumed" onClose={onClose}>
      <form noValidate className="dialog-body" onSubmit={(event) => void submit(event)}>
        <fieldset className="accounts-field">
          <legend>Roles</legend>
          {names.map((name) => (
            <Check
              key={name}
              label={<code>{name}</code>}
              hint={name === defaultRole ? "Canopy enters accounts with it, and opens consoles" : undefined}
              checked={chosen.has(name)}
              onChange={(on) => {
                const next = new Set(chosen);
                if (on) {
                  next.add(name);
                } else {
                  next.delete(name);
                }
                setChosen(next);
              }}
            />
          ))}
          <div className="add-line">
            <Field label="Another role" mono value={other} error={otherProblem} onChange={setOther} />
            <Button icon={Plus} refusal={other === "" ? "Type a name first" : otherProblem} onClick={add}>
              Add
            </Button>
          </div>
        </fieldset>
        <Picker label="Where" choices={choices} chosen={place} onChoose={setPlace} />
        <div className="field">
          <span className="field-name">Calls a second</span>
          <Segments
            label="Calls a second"
            chosen={String(rate)}
            segments={RATES.map((each) => ({ id: String(each), name: String(each) }))}
            onChoose={(each) => setRate(Number(each))}
          />
          <p className="field-hint">AWS lets an account make 600 calls a second to STS, all programs together.</p>
        </div>
        <Check
          label="Ask again where it is known"
          hint="Else only what nobody asked for yet, and what is unknown."
          checked={afresh}
          onChange={setAfresh}
        />
        <footer className="foot">
          <span className="muted grow">
            {count(accounts.length, "account")}
            {chosen.size > 1 && ` × ${chosen.size} roles`}: {takes(calls / rate)} at most
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" refusal={refusal} busy={starting}>
            {other === "" ? "Find out" : "Add the role"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
