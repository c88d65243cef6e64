import { type FormEvent, useState } from "react";

import { type AccountId, commands, type ConnectionId, type Failure, type OneTimeCredentials } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";

interface OneTimeFormProps {
  connection: ConnectionId;
  account: AccountId;
  name: string;
  refusal: string | null;
  /** Rust holds them now. */
  onLent: () => void;
}

const NOTHING: OneTimeCredentials = { accessKeyId: "", secretAccessKey: "", sessionToken: null };

/** Credentials of the account, for one plan. What is typed leaves the window with the click. */
export function OneTimeForm({ connection, account, name, refusal, onLent }: OneTimeFormProps) {
  const [typed, setTyped] = useState(NOTHING);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const keyId = typed.accessKeyId.trim();
  const temporary = keyId.startsWith("ASIA");
  const missing =
    keyId === ""
      ? "Enter the access key id first"
      : !/^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/.test(keyId)
        ? "An access key id begins with AKIA or ASIA"
        : typed.secretAccessKey.trim() === ""
          ? "Enter the secret access key first"
          : temporary && !typed.sessionToken?.trim()
            ? "A key that begins with ASIA needs its session token"
            : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (refusal !== null || missing !== null || sending) {
      return;
    }
    const credentials = {
      accessKeyId: keyId,
      secretAccessKey: typed.secretAccessKey.trim(),
      sessionToken: typed.sessionToken?.trim() || null,
    };
    // Secrets stay no longer than until they are sent, whatever becomes of them.
    setTyped({ ...NOTHING, accessKeyId: keyId });
    setSending(true);
    setFailure(null);
    try {
      await run(commands.lendCredentials(connection, account, credentials));
      setTyped(NOTHING);
      onLent();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setSending(false);
    }
  }

  return (
    <form noValidate className="dialog-body" onSubmit={(event) => void submit(event)}>
      <p className="muted">
        Someone of {name} who may make roles gives you credentials, temporary ones at best. Canopy checks with AWS whose
        they are, keeps them in memory only, makes the role with them after you have seen the plan, and forgets them
        when that is done, after one hour at the latest. They are written nowhere.
      </p>
      {failure && <FailureNote failure={failure} />}
      <Field
        label="Access key id"
        mono
        value={typed.accessKeyId}
        error={keyId.length >= 4 && !/^(?:AKIA|ASIA)/.test(keyId) ? "It begins with AKIA or ASIA" : null}
        onChange={(accessKeyId) => setTyped({ ...typed, accessKeyId })}
      />
      <Field
        label="Secret access key"
        type="password"
        mono
        value={typed.secretAccessKey}
        onChange={(secretAccessKey) => setTyped({ ...typed, secretAccessKey })}
      />
      <Field
        label="Session token"
        type="password"
        mono
        value={typed.sessionToken ?? ""}
        hint="Only temporary credentials have one; their key id begins with ASIA."
        onChange={(sessionToken) => setTyped({ ...typed, sessionToken })}
      />
      <div className="foot">
        <span className="grow" />
        <Button type="submit" variant="primary" refusal={refusal ?? missing} busy={sending}>
          {sending ? "Checking…" : "Check and review the plan"}
        </Button>
      </div>
    </form>
  );
}
