import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { commands, type Connection, type IdentityCenterAccount, type KeychainStatus } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { Button } from "../../kit/Button";
import { Field } from "../../kit/Field";
import { noteToast } from "../../kit/noteToast";
import { Note } from "../../kit/Note";
import { type Choice, Picker } from "../../kit/Picker";
import { type ConnectionForm, keepsSecret, portalRoleOf } from "./connectionForm";

interface SourceFieldsProps {
  form: ConnectionForm;
  edited: Connection | null;
  keychain: KeychainStatus | null;
  busy: boolean;
  onChange: (part: Partial<ConnectionForm>) => void;
  /** Does what takes a while, and shows what goes wrong. */
  work: (what: () => Promise<void>) => Promise<void>;
}

/** Where credentials come from, by kind. */
export function SourceFields(props: SourceFieldsProps) {
  switch (props.form.kind) {
    case "keys":
      return <KeyFields {...props} />;
    case "identityCenter":
      return <PortalFields {...props} />;
    case "profile":
      return <ProfileField {...props} />;
    case "login":
      return <LoginFields {...props} />;
    case "environment":
      return <p className="muted">Credentials come from the environment that Canopy was started in.</p>;
  }
}

function KeyFields({ form, edited, keychain, onChange }: SourceFieldsProps) {
  const none = keychain?.available === false;
  const kept = keepsSecret(form, edited);
  return (
    <>
      {none && <Note tone="warn" title="Secrets are not kept" hint={keychain.words} />}
      <Field
        label="Access key id"
        mono
        value={form.accessKeyId}
        onChange={(accessKeyId) => onChange({ accessKeyId })}
      />
      <Field
        label="Secret access key"
        mono
        type="password"
        value={form.secret}
        placeholder={kept ? "unchanged" : ""}
        hint={
          kept
            ? "Leave it empty to go on with the one you gave."
            : none
              ? "It stays in memory until Canopy ends."
              : "It goes to the system’s keychain and never comes back to this window."
        }
        onChange={(secret) => onChange({ secret })}
      />
    </>
  );
}

function PortalFields({ form, busy, onChange, work }: SourceFieldsProps) {
  const [found, setFound] = useState<IdentityCenterAccount[] | null>(null);
  const incomplete = form.startUrl.trim() && form.ssoRegion.trim() ? null : "Enter the start URL and the region";
  const choices: Choice[] = (found ?? []).flatMap((account) =>
    account.roles.map((role) => ({
      id: portalRoleOf(account.accountId, role),
      name: `${account.name} · ${role}`,
      detail: account.accountId,
    })),
  );
  // Another portal has other accounts.
  const move = (part: Partial<ConnectionForm>) => {
    setFound(null);
    onChange({ ...part, portalRole: null });
  };
  const signIn = (device: boolean) =>
    void work(async () => {
      const accounts = await run(commands.identityCenterAccounts(form.startUrl.trim(), form.ssoRegion.trim(), device));
      setFound(accounts);
    });
  const [accountId, roleName] = form.portalRole?.split(" ") ?? [];
  return (
    <>
      <Field
        label="Start URL"
        mono
        placeholder="https://example.awsapps.com/start"
        value={form.startUrl}
        onChange={(startUrl) => move({ startUrl })}
      />
      <Field
        label="Region of Identity Center"
        mono
        placeholder="eu-central-1"
        value={form.ssoRegion}
        onChange={(ssoRegion) => move({ ssoRegion })}
      />
      {found === null && accountId && (
        <p className="muted">
          As <b>{roleName}</b> in <code>{accountId}</code>. Sign in to choose another.
        </p>
      )}
      <div className="side-actions">
        <Button busy={busy} refusal={incomplete} onClick={() => signIn(false)}>
          Sign in with the browser
        </Button>
        <Button variant="quiet" busy={busy} refusal={incomplete} onClick={() => signIn(true)}>
          Use a code instead
        </Button>
      </div>
      {found?.length === 0 && (
        <Note
          tone="info"
          title="You have no account there"
          hint="Ask who administers IAM Identity Center to assign you one."
        />
      )}
      {found !== null && found.length > 0 && (
        <Picker
          label="Account and role"
          choices={choices}
          chosen={form.portalRole}
          onChoose={(portalRole) => onChange({ portalRole })}
        />
      )}
    </>
  );
}

function ProfileField({ form, onChange }: SourceFieldsProps) {
  const profiles = useQuery(q.profiles());
  const names = new Set([...(profiles.data ?? []), ...(form.profile === null ? [] : [form.profile])]);
  return (
    <Picker
      label="Profile of your AWS configuration"
      choices={[...names].map((name) => ({ id: name, name }))}
      chosen={form.profile}
      onChoose={(profile) => onChange({ profile })}
    />
  );
}

function LoginFields({ form, busy, onChange, work }: SourceFieldsProps) {
  const profile = form.profile?.trim() ?? "";
  const signIn = () =>
    void work(async () => {
      await run(commands.awsCliLogin(profile));
      noteToast("info", `aws login signed ${profile} in`);
    });
  return (
    <>
      <Field
        label="Profile that aws login signs in"
        mono
        value={form.profile ?? ""}
        hint="One of your AWS configuration, or a new name: aws login writes it there."
        onChange={(typed) => onChange({ profile: typed === "" ? null : typed })}
      />
      <div className="side-actions">
        <Button busy={busy} refusal={profile === "" ? "Name a profile" : null} onClick={signIn}>
          Sign in with aws login
        </Button>
      </div>
    </>
  );
}
