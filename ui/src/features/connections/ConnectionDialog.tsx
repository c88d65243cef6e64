import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { commands, type Connection, type Failure, type KeychainStatus } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { noteToast } from "../../kit/noteToast";
import { Segments } from "../../kit/Segments";
import { type ConnectionForm, formOf, type Kind, minutesProblem, missingOf, specOf } from "./connectionForm";
import { SourceFields } from "./SourceFields";

const KINDS: readonly { id: Kind; name: string }[] = [
  { id: "keys", name: "Access key" },
  { id: "identityCenter", name: "Identity Center" },
  { id: "profile", name: "Profile" },
  { id: "login", name: "aws login" },
];

interface ConnectionDialogProps {
  /** What is changed; null for one more. */
  edited: Connection | null;
  keychain: KeychainStatus | null;
  onClose: () => void;
}

/** A way to sign in, new or changed. A secret that is typed here leaves the window with the click. */
export function ConnectionDialog({ edited, keychain, onClose }: ConnectionDialogProps) {
  const client = useQueryClient();
  const [form, setForm] = useState(() => formOf(edited));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const set = (part: Partial<ConnectionForm>) => setForm((before) => ({ ...before, ...part }));
  const missing = missingOf(form, edited);

  async function work(what: () => Promise<void>): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await what();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const spec = specOf(form, edited);
    if (spec === null || busy) {
      return;
    }
    const typed = form.kind === "keys" ? form.secret.trim() : "";
    set({ secret: "" });
    void work(async () => {
      const saved = await run(commands.saveConnection(spec, typed === "" ? null : { secretAccessKey: typed }));
      noteToast("info", `${saved.name} ${edited ? "saved" : "added"}`);
      // It may lead somewhere else now: Rust closed it.
      void client.resetQueries({ queryKey: q.session(saved.id).queryKey });
      onClose();
    });
  }

  return (
    <Dialog title={edited ? `Edit ${edited.name}` : "Add connection"} place="wide" onClose={onClose}>
      <form noValidate className="dialog-body" onSubmit={submit}>
        <Segments
          label="How it signs in"
          segments={form.kind === "environment" ? [...KINDS, { id: "environment", name: "Environment" }] : KINDS}
          chosen={form.kind}
          onChoose={(kind) => set({ kind })}
        />
        <Field label="Name" autoFocus value={form.name} onChange={(name) => set({ name })} />
        <SourceFields form={form} edited={edited} keychain={keychain} busy={busy} onChange={set} work={work} />
        <Field
          label="Role to assume first (ARN), if any"
          mono
          value={form.roleArn}
          onChange={(roleArn) => set({ roleArn })}
        />
        {form.roleArn.trim() !== "" && (
          <>
            <Field
              label="External id, if its owner asks for one"
              mono
              value={form.externalId}
              hint="AWS advises against it between accounts of one company; the console cannot switch to such a role."
              onChange={(externalId) => set({ externalId })}
            />
            <Field
              label="Minutes a session lasts, if not an hour"
              mono
              value={form.minutes}
              error={minutesProblem(form.minutes)}
              hint="Not longer than the role allows, and an hour at most on top of another role."
              onChange={(minutes) => set({ minutes })}
            />
          </>
        )}
        <Field
          label="MFA device (ARN), if a code is needed"
          mono
          value={form.mfaSerial}
          hint={form.mfaSerial.trim() === "" ? undefined : "Canopy asks for its code in this window when it signs in."}
          onChange={(mfaSerial) => set({ mfaSerial })}
        />
        <Field label="Region, if not the usual one" mono value={form.region} onChange={(region) => set({ region })} />
        <Check
          label="Read-only"
          hint="Canopy refuses every change through this connection."
          checked={form.readOnly}
          onChange={(readOnly) => set({ readOnly })}
        />
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="grow muted">{edited && "It signs in anew"}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy} refusal={missing}>
            {edited ? "Save" : "Add connection"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
