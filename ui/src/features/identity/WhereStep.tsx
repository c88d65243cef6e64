import { useMemo, useState } from "react";

import type { NewPlace, Place } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Field } from "../../kit/Field";
import { Picker } from "../../kit/Picker";
import { Segments } from "../../kit/Segments";
import { CenterCard } from "./CenterCard";
import type { OpenInConsole, StepProps } from "./parts";
import { accountNamed, unitNamed } from "./spec";
import { errorAt } from "./steps";

const KINDS = [
  { id: "existing", name: "An existing account" },
  { id: "new", name: "A new account" },
] as const;

interface WhereStepProps extends StepProps {
  onConsole: OpenInConsole;
}

const UNNAMED: NewPlace = { name: "identity", email: "", ou: null };

/** Which account holds the people, and when something else would serve them better. */
export function WhereStep({ connection, index, spec, problems, write, onConsole }: WhereStepProps) {
  const place = spec.where ?? null;
  // What was chosen the other way comes back when one changes one's mind.
  const [other, setOther] = useState<Place | null>(null);
  const made = place?.new ?? null;
  const accounts = useMemo(() => accountChoices(index), [index]);
  const units = useMemo(() => unitChoices(index), [index]);
  const unknown = errorAt(problems, "/where/account");

  function change(part: Partial<NewPlace>): void {
    if (made) {
      write({ ...spec, where: { new: { ...made, ...part } } });
    }
  }

  return (
    <>
      <div>
        <h2 className="h2">Where people live</h2>
        <p className="muted">
          One account holds the people, every other account holds only roles, and people switch. Choose an account that
          runs nothing else.
        </p>
      </div>
      <CenterCard connection={connection} index={index} onConsole={onConsole} />
      <Segments
        label="Kind of account"
        segments={KINDS}
        chosen={made ? "new" : "existing"}
        onChoose={(kind) => {
          if ((kind === "new") !== (made !== null)) {
            setOther(place);
            write({ ...spec, where: other ?? (kind === "new" ? { new: UNNAMED } : null) });
          }
        }}
      />
      {made ? (
        <>
          <Field
            label="Name"
            value={made.name}
            error={errorAt(problems, "/where/new/name")}
            onChange={(name) => change({ name })}
          />
          <Field
            label="Email of its root user"
            type="email"
            value={made.email}
            error={made.email === "" ? null : errorAt(problems, "/where/new/email")}
            hint="Of nobody else at AWS, and read by somebody: it is the way back into the account."
            onChange={(email) => change({ email })}
          />
          <Picker
            label="Organizational unit"
            choices={units}
            chosen={made.ou ? unitNamed(index, made.ou) : (index.root?.id ?? null)}
            onChoose={(ou) => change({ ou: ou === index.root?.id ? null : ou })}
          />
          {errorAt(problems, "/where/new/ou") && <p className="field-error">{errorAt(problems, "/where/new/ou")}</p>}
          <p className="muted">Creating an account takes AWS a few minutes; the job waits for it.</p>
        </>
      ) : (
        <>
          <Picker
            label="Account"
            placeholder="Type a part of its name"
            choices={accounts}
            chosen={place?.account === undefined ? null : (accountNamed(index, place.account)?.id ?? null)}
            onChoose={(account) => write({ ...spec, where: { account } })}
          />
          {unknown && <p className="field-error">{unknown}</p>}
        </>
      )}
    </>
  );
}

function accountChoices(index: TreeIndex) {
  return [...index.byId.values()]
    .filter((node) => node.kind === "account")
    .map((node) => ({
      id: node.id,
      name: node.name,
      detail: `${node.id} · ${index.path(node.id)}`,
      also: node.email?.toLowerCase() ?? "",
      refusal: node.state === "ACTIVE" || node.state === "UNKNOWN" ? null : "The account is not active",
    }));
}

function unitChoices(index: TreeIndex) {
  return [...index.byId.values()]
    .filter((node) => node.kind !== "account")
    .map((node) => ({ id: node.id, name: node.kind === "root" ? "Root" : index.path(node.id).slice(1) }));
}
