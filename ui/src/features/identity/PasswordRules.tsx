import { useState } from "react";

import type { PasswordPolicy, SpecProblem } from "../../ipc/bindings";
import { Check } from "../../kit/Check";
import { Field } from "../../kit/Field";
import { errorAt } from "./steps";

interface PasswordRulesProps {
  /** None leaves the account's rules as they are. */
  policy: PasswordPolicy | null;
  problems: readonly SpecProblem[];
  onChange: (policy: PasswordPolicy | null) => void;
}

const PLAIN: PasswordPolicy = { minimumLength: 15, numbers: true, uppercase: true, lowercase: true, notTheLast: 5 };

const SIGNS = [
  { id: "lowercase", label: "A lower-case letter" },
  { id: "uppercase", label: "An upper-case letter" },
  { id: "numbers", label: "A digit" },
  { id: "symbols", label: "A symbol" },
] as const;

/** What passwords must be like. */
export function PasswordRules({ policy, problems, onChange }: PasswordRulesProps) {
  // Comes back when one changes one's mind.
  const [before, setBefore] = useState(PLAIN);
  const change = (part: Partial<PasswordPolicy>) => policy && onChange({ ...policy, ...part });
  return (
    <fieldset className="accounts-field">
      <legend>Password policy</legend>
      <Check
        label="Set a password policy"
        hint={policy ? undefined : "The account’s own policy stays as it is."}
        checked={policy !== null}
        onChange={(wanted) => {
          if (policy) {
            setBefore(policy);
          }
          onChange(wanted ? before : null);
        }}
      />
      {policy && (
        <>
          <div className="identity-pair three">
            <NumberField
              label="Least characters"
              value={policy.minimumLength}
              error={errorAt(problems, "/passwordPolicy/minimumLength")}
              onChange={(minimumLength) => change({ minimumLength: minimumLength ?? 0 })}
            />
            <NumberField
              label="Not the last … passwords"
              value={policy.notTheLast ?? null}
              error={errorAt(problems, "/passwordPolicy/notTheLast")}
              onChange={(notTheLast) => change({ notTheLast })}
            />
            <NumberField
              label="Must change after … days"
              value={policy.maximumAgeDays ?? null}
              error={errorAt(problems, "/passwordPolicy/maximumAgeDays")}
              onChange={(maximumAgeDays) => change({ maximumAgeDays })}
            />
          </div>
          {SIGNS.map(({ id, label }) => (
            <Check key={id} label={label} checked={policy[id] ?? false} onChange={(on) => change({ [id]: on })} />
          ))}
        </>
      )}
    </fieldset>
  );
}

interface NumberFieldProps {
  label: string;
  value: number | null;
  error: string | null;
  onChange: (value: number | null) => void;
}

/** A whole number; what is no digit is not taken. */
function NumberField({ label, value, error, onChange }: NumberFieldProps) {
  return (
    <Field
      label={label}
      value={value === null || value === 0 ? "" : String(value)}
      error={error}
      onChange={(text) => {
        const digits = text.replaceAll(/\D/g, "").slice(0, 6);
        onChange(digits === "" ? null : Number(digits));
      }}
    />
  );
}
