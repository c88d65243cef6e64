import { type ReactNode, useState } from "react";

import type { Settings } from "../../ipc/bindings";
import { isRoleName, ROLE_NAME_WORDS } from "../../ipc/roleName";
import { Button } from "../../kit/Button";
import { Field } from "../../kit/Field";
import { Select } from "../../kit/Select";
import { Section } from "./Section";

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

const REMINDERS = [0, 5, 10, 15, 30] as const;

interface ConsoleSectionProps {
  settings: Settings;
  onSave: (part: Partial<Settings>) => void;
}

/** What consoles are opened with, unless something else is remembered for an account. */
export function ConsoleSection({ settings, onSave }: ConsoleSectionProps) {
  return (
    <Section title="Console" hint="What consoles open with, unless you choose something else for an account.">
      <div className="console-settings">
        <SavedField
          key={`role ${settings.defaultRole}`}
          label="Default role"
          kept={settings.defaultRole}
          check={(role) => (isRoleName(role) ? null : ROLE_NAME_WORDS)}
          onSave={(defaultRole) => onSave({ defaultRole })}
        />
        <SavedField
          key={`region ${settings.sessionRegion}`}
          label="Default region"
          kept={settings.sessionRegion ?? ""}
          placeholder="The console’s own"
          hint="Where services open, until you choose another"
          check={(region) => (region === "" || REGION.test(region) ? null : "A region reads like eu-central-1")}
          onSave={(region) => onSave({ sessionRegion: region === "" ? null : region })}
        />
        <Select
          label="Remind me before a session ends"
          choices={REMINDERS.map((minutes) => ({
            id: String(minutes),
            name: minutes === 0 ? "Never" : `${minutes} minutes before`,
          }))}
          chosen={String(settings.reminderMinutes ?? 5)}
          onChoose={(minutes) => onSave({ reminderMinutes: Number(minutes) })}
        />
      </div>
    </Section>
  );
}

interface SavedFieldProps {
  label: string;
  /** What is kept now. */
  kept: string;
  placeholder?: string;
  hint?: ReactNode;
  /** Why a text cannot be kept; null if it can. */
  check: (text: string) => string | null;
  onSave: (text: string) => void;
}

function SavedField({ label, kept, placeholder, hint, check, onSave }: SavedFieldProps) {
  const [text, setText] = useState(kept);
  const error = check(text);
  const refusal = error ?? (text === kept ? "It is set so" : null);
  return (
    <form
      className="default-role"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!refusal) {
          onSave(text);
        }
      }}
    >
      <Field
        label={label}
        mono
        value={text}
        error={error}
        hint={hint}
        {...(placeholder ? { placeholder } : {})}
        onChange={setText}
      />
      <Button type="submit" refusal={refusal}>
        Save
      </Button>
    </form>
  );
}
