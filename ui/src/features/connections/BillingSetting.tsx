import { useState } from "react";

import type { Settings } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Field } from "../../kit/Field";
import { money } from "../../kit/money";

interface BillingSettingProps {
  settings: Settings;
  onSave: (part: Partial<Settings>) => void;
}

/** More would be a mistake: a hundred dollars a month. */
const MOST = 10_000;

/** How much Canopy may spend on asking by itself, and whether costs stand in the tree. */
export function BillingSetting({ settings, onSave }: BillingSettingProps) {
  const kept = String(settings.billingRequestsByItself ?? 0);
  const [text, setText] = useState(kept);
  const requests = /^\d{1,5}$/.test(text) ? Number(text) : null;
  const error = requests === null || requests > MOST ? `A number from 0 to ${MOST.toLocaleString("en")}` : null;
  // Each request costs a cent.
  const price = money(String((requests ?? 0) / 100), "USD");
  return (
    <div className="billing-setting">
      <form
        className="default-role"
        onSubmit={(event) => {
          event.preventDefault();
          if (error === null && requests !== null) {
            onSave({ billingRequestsByItself: requests });
          }
        }}
      >
        <Field
          label="Requests a month that Canopy may make by itself"
          value={text}
          error={error}
          hint={
            requests === 0
              ? "None: the bill is read only when you ask for it."
              : `At most ${price} a month. What is old is then read when the bill is opened.`
          }
          onChange={setText}
        />
        <Button type="submit" refusal={error ?? (text === kept ? "It is set so" : null)}>
          Set
        </Button>
      </form>
      <Check
        label="Show costs in the tree"
        hint="Beside every account and organizational unit, once the bill was read."
        checked={settings.costsInTree ?? true}
        onChange={(costsInTree) => onSave({ costsInTree })}
      />
    </div>
  );
}
