import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { type Browser, commands, type Failure } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { MODE_WORDS, MODES } from "../../ipc/sessionModes";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { Select } from "../../kit/Select";
import { TextArea } from "../../kit/TextArea";

/** What stands for what in a command. */
const PLACEHOLDERS = [
  { name: "{url}", meaning: "the address" },
  { name: "{encoded_url}", meaning: "the address, percent-encoded" },
  { name: "{profile}", meaning: "the profile that you choose for an account" },
  { name: "{container}", meaning: "the container that you choose" },
  { name: "{color}", meaning: "a colour that follows from the container’s name" },
] as const;

interface BrowserDialogProps {
  /** The one to change; none for a new one. */
  browser: Browser | null;
  /** Ids that are taken. */
  taken: readonly string[];
  onClose: () => void;
}

/** A browser of one's own: its command with placeholders. */
export function BrowserDialog({ browser, taken, onClose }: BrowserDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState(browser?.name ?? "");
  const [template, setTemplate] = useState(browser?.template ?? "");
  const [mode, setMode] = useState(browser?.mode ?? "plain");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const refusal = name.trim() === "" ? "Give it a name" : template.trim() === "" ? "Write the command" : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (refusal !== null || busy) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const id = browser?.id ?? freeId(name, taken);
      await run(commands.saveBrowser({ id, name: name.trim(), template: template.trim(), mode }));
      await Promise.all([
        client.invalidateQueries({ queryKey: q.settings().queryKey }),
        client.invalidateQueries({ queryKey: q.browsers().queryKey }),
      ]);
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={browser ? `Edit ${browser.name}` : "Add browser"} onClose={onClose}>
      <form noValidate className="dialog-body" onSubmit={(event) => void submit(event)}>
        <Field label="Name" autoFocus value={name} onChange={setName} />
        <TextArea
          label="Command"
          mono
          rows={3}
          placeholder="firefox -P {profile} {url}"
          hint="The program first, then its arguments. No shell runs it. An argument whose profile or container you did not choose is left out, with the option before it."
          value={template}
          onChange={setTemplate}
        />
        <dl className="placeholders">
          {PLACEHOLDERS.map((each) => (
            <div key={each.name}>
              <dt>
                <code>{each.name}</code>
              </dt>
              <dd className="muted">{each.meaning}</dd>
            </div>
          ))}
        </dl>
        <Select
          label="Where a console is open already"
          choices={MODES.map((each) => ({ id: each, name: MODE_WORDS[each].name }))}
          chosen={mode}
          hint={MODE_WORDS[mode].meaning}
          onChoose={(id) => setMode(MODES.find((each) => each === id) ?? mode)}
        />
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy} refusal={refusal}>
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Longest short name, with room for a number. */
const LONGEST = 36;

/** A short name for a new browser that no other has. */
export function freeId(name: string, taken: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, "");
  const id = plain || "browser";
  if (!taken.includes(id)) {
    return id;
  }
  let nth = 2;
  while (taken.includes(`${id}-${nth}`)) {
    nth += 1;
  }
  return `${id}-${nth}`;
}
