import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import {
  commands,
  type ConnectionSpec,
  type Failure,
  type IdentityCenterAccount,
  type KeychainStatus,
  type Source,
} from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { noteToast } from "../../kit/noteToast";
import { Picker } from "../../kit/Picker";
import { Segments } from "../../kit/Segments";

type Kind = Exclude<Source["source"], "environment">;

const KINDS: readonly { id: Kind; name: string }[] = [
  { id: "keys", name: "Access key" },
  { id: "identityCenter", name: "Identity Center" },
  { id: "profile", name: "Profile" },
  { id: "login", name: "aws login" },
];

const START = {
  name: "",
  accessKeyId: "",
  secret: "",
  startUrl: "",
  ssoRegion: "",
  profile: null as string | null,
  roleArn: "",
  externalId: "",
  mfaSerial: "",
  region: "",
  readOnly: false,
};

interface AddConnectionDialogProps {
  keychain: KeychainStatus | null;
  onClose: () => void;
}

/** One more way to sign in. A secret that is typed here leaves the window with the click. */
export function AddConnectionDialog({ keychain, onClose }: AddConnectionDialogProps) {
  const [kind, setKind] = useState<Kind>("keys");
  const [form, setForm] = useState(START);
  const [found, setFound] = useState<IdentityCenterAccount[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const profiles = useQuery({ ...q.profiles(), enabled: kind === "profile" || kind === "login" });
  const set = (part: Partial<typeof START>) => setForm((before) => ({ ...before, ...part }));

  const choices = (found ?? []).flatMap((account) =>
    account.roles.map((role) => ({
      id: `${account.accountId} ${role}`,
      name: `${account.name} · ${role}`,
      detail: account.accountId,
    })),
  );
  const source = sourceOf(kind, form, chosen);
  const refusal =
    form.name.trim() === ""
      ? "Give it a name"
      : source === null
        ? missingOf(kind)
        : kind === "keys" && form.secret.trim() === ""
          ? "Enter the secret access key"
          : null;

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

  const signIn = (device: boolean) =>
    work(async () => {
      setChosen(null);
      setFound(await run(commands.identityCenterAccounts(form.startUrl.trim(), form.ssoRegion.trim(), device)));
    });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (refusal !== null || source === null || busy) {
      return;
    }
    const secret = kind === "keys" ? { secretAccessKey: form.secret.trim() } : null;
    set({ secret: "" });
    void work(async () => {
      const saved = await run(commands.saveConnection(specOf(form, source), secret));
      noteToast("info", `${saved.name} added`);
      onClose();
    });
  }

  return (
    <Dialog title="Add connection" place="wide" onClose={onClose}>
      <form noValidate className="dialog-body" onSubmit={submit}>
        <Segments label="How it signs in" segments={KINDS} chosen={kind} onChoose={setKind} />
        <Field label="Name" autoFocus value={form.name} onChange={(name) => set({ name })} />
        {kind === "keys" && (
          <>
            <Field
              label="Access key id"
              mono
              value={form.accessKeyId}
              onChange={(accessKeyId) => set({ accessKeyId })}
            />
            <Field
              label="Secret access key"
              mono
              type="password"
              value={form.secret}
              hint={
                keychain?.available === false
                  ? "There is no keychain here: it stays in memory, and Canopy asks for it each time it starts."
                  : "It goes to the system’s keychain and never comes back to this window."
              }
              onChange={(secret) => set({ secret })}
            />
          </>
        )}
        {kind === "identityCenter" && (
          <>
            <Field
              label="Start URL"
              mono
              placeholder="https://example.awsapps.com/start"
              value={form.startUrl}
              onChange={(startUrl) => set({ startUrl })}
            />
            <Field
              label="Region of Identity Center"
              mono
              placeholder="eu-central-1"
              value={form.ssoRegion}
              onChange={(ssoRegion) => set({ ssoRegion })}
            />
            <div className="side-actions">
              <Button
                busy={busy}
                refusal={form.startUrl.trim() && form.ssoRegion.trim() ? null : "Enter the start URL and the region"}
                onClick={() => void signIn(false)}
              >
                Sign in with the browser
              </Button>
              <Button
                variant="quiet"
                busy={busy}
                refusal={form.startUrl.trim() && form.ssoRegion.trim() ? null : "Enter the start URL and the region"}
                onClick={() => void signIn(true)}
              >
                Use a code instead
              </Button>
            </div>
            {found && <Picker label="Account and role" choices={choices} chosen={chosen} onChoose={setChosen} />}
          </>
        )}
        {(kind === "profile" || kind === "login") && (
          <Picker
            label={kind === "profile" ? "Profile of your AWS configuration" : "Profile that aws login signs in"}
            choices={(profiles.data ?? []).map((name) => ({ id: name, name }))}
            chosen={form.profile}
            onChoose={(profile) => set({ profile })}
          />
        )}
        <Field
          label="Role to assume first (ARN), if any"
          mono
          value={form.roleArn}
          onChange={(roleArn) => set({ roleArn })}
        />
        {form.roleArn.trim() !== "" && (
          <Field
            label="External id, if its owner asks for one"
            mono
            value={form.externalId}
            hint="AWS advises against it between accounts of one company; the console cannot switch to such a role."
            onChange={(externalId) => set({ externalId })}
          />
        )}
        <Field
          label="MFA device (ARN), if a code is needed"
          mono
          value={form.mfaSerial}
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
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy} refusal={refusal}>
            Add connection
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function missingOf(kind: Kind): string {
  switch (kind) {
    case "keys":
      return "Enter the access key id";
    case "identityCenter":
      return "Sign in, then choose an account and a role";
    default:
      return "Choose a profile";
  }
}

/** What it rests on; nothing while something is missing. */
function sourceOf(kind: Kind, form: typeof START, chosen: string | null): Source | null {
  switch (kind) {
    case "keys":
      return form.accessKeyId.trim() ? { source: "keys", accessKeyId: form.accessKeyId.trim() } : null;
    case "identityCenter": {
      const [accountId, ...role] = chosen?.split(" ") ?? [];
      return accountId
        ? {
            source: "identityCenter",
            startUrl: form.startUrl.trim(),
            region: form.ssoRegion.trim(),
            accountId,
            roleName: role.join(" "),
          }
        : null;
    }
    case "profile":
      return form.profile === null ? null : { source: "profile", name: form.profile };
    case "login":
      return form.profile === null ? null : { source: "login", profile: form.profile };
  }
}

function specOf(form: typeof START, source: Source): ConnectionSpec {
  const mfaSerial = form.mfaSerial.trim() || null;
  const roleArn = form.roleArn.trim();
  return {
    id: null,
    name: form.name.trim(),
    source,
    role: roleArn
      ? {
          roleArn,
          externalId: form.externalId.trim() || null,
          mfaSerial,
          durationSeconds: null,
          sessionName: null,
        }
      : null,
    mfaSerial: roleArn ? null : mfaSerial,
    region: form.region.trim() || null,
    readOnly: form.readOnly,
  };
}
