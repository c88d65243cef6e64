import type { Connection, ConnectionSpec, Source } from "../../ipc/bindings";

export type Kind = Source["source"];

/** What is typed of a connection, each part as text. */
export interface ConnectionForm {
  kind: Kind;
  name: string;
  accessKeyId: string;
  secret: string;
  startUrl: string;
  ssoRegion: string;
  /** The account and the role in the portal, with a space between; null before they are chosen. */
  portalRole: string | null;
  profile: string | null;
  roleArn: string;
  externalId: string;
  mfaSerial: string;
  minutes: string;
  region: string;
  readOnly: boolean;
}

const NEW: ConnectionForm = {
  kind: "keys",
  name: "",
  accessKeyId: "",
  secret: "",
  startUrl: "",
  ssoRegion: "",
  portalRole: null,
  profile: null,
  roleArn: "",
  externalId: "",
  mfaSerial: "",
  minutes: "",
  region: "",
  readOnly: false,
};

/** How long a role's session may last, in minutes. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MINUTES = { least: 15, most: 720 } as const;

/** The form as it opens: empty, or with everything that is known of `edited`. A secret is never part of it. */
export function formOf(edited: Connection | null): ConnectionForm {
  const spec = edited?.spec;
  if (!spec) {
    return NEW;
  }
  const { source, role } = spec;
  const seconds = role?.durationSeconds ?? null;
  return {
    ...NEW,
    ...sourceForm(source),
    kind: source.source,
    name: spec.name,
    roleArn: role?.roleArn ?? "",
    externalId: role?.externalId ?? "",
    mfaSerial: role?.mfaSerial ?? spec.mfaSerial ?? "",
    minutes: seconds === null ? "" : String(seconds / 60),
    region: spec.region ?? "",
    readOnly: edited.readOnly,
  };
}

function sourceForm(source: Source): Partial<ConnectionForm> {
  switch (source.source) {
    case "keys":
      return { accessKeyId: source.accessKeyId };
    case "identityCenter":
      return {
        startUrl: source.startUrl,
        ssoRegion: source.region,
        portalRole: portalRoleOf(source.accountId, source.roleName),
      };
    case "profile":
      return { profile: source.name };
    case "login":
      return { profile: source.profile };
    case "environment":
      return {};
  }
}

/** One choice in a portal, as one text. Neither part has a space. */
export function portalRoleOf(accountId: string, roleName: string): string {
  return `${accountId} ${roleName}`;
}

/** Why what is typed cannot be kept yet; null if Rust may look at it. `edited` has a secret that is kept. */
export function missingOf(form: ConnectionForm, edited: Connection | null): string | null {
  if (form.name.trim() === "") {
    return "Give it a name";
  }
  if (sourceOf(form) === null) {
    switch (form.kind) {
      case "keys":
        return "Enter the access key id";
      case "identityCenter":
        return "Sign in, then choose an account and a role";
      case "login":
        return "Name a profile";
      default:
        return "Choose a profile";
    }
  }
  if (form.kind === "keys" && form.secret.trim() === "" && !keepsSecret(form, edited)) {
    return "Enter the secret access key";
  }
  return minutesProblem(form.minutes);
}

/** Whether the secret that is kept is still the right one: it belongs to its access key. */
export function keepsSecret(form: ConnectionForm, edited: Connection | null): boolean {
  const source = edited?.spec?.source;
  return source?.source === "keys" && source.accessKeyId === form.accessKeyId.trim();
}

/** Why a session cannot last so long; null if it can. */
export function minutesProblem(minutes: string): string | null {
  const text = minutes.trim();
  const number = Number(text);
  return text === "" || (number >= MINUTES.least && number <= MINUTES.most)
    ? null
    : `A session lasts ${MINUTES.least} to ${MINUTES.most} minutes`;
}

/** What it rests on; nothing while something is missing. */
function sourceOf(form: ConnectionForm): Source | null {
  switch (form.kind) {
    case "keys":
      return form.accessKeyId.trim() ? { source: "keys", accessKeyId: form.accessKeyId.trim() } : null;
    case "identityCenter": {
      const [accountId, roleName] = form.portalRole?.split(" ") ?? [];
      return accountId && roleName
        ? {
            source: "identityCenter",
            startUrl: form.startUrl.trim(),
            region: form.ssoRegion.trim(),
            accountId,
            roleName,
          }
        : null;
    }
    case "profile":
      return form.profile?.trim() ? { source: "profile", name: form.profile.trim() } : null;
    case "login":
      return form.profile?.trim() ? { source: "login", profile: form.profile.trim() } : null;
    case "environment":
      return { source: "environment" };
  }
}

/** What Rust is asked to keep; nothing while something is missing. The secret goes apart. */
export function specOf(form: ConnectionForm, edited: Connection | null): ConnectionSpec | null {
  const source = sourceOf(form);
  if (source === null || missingOf(form, edited) !== null) {
    return null;
  }
  const before = edited?.spec;
  const mfaSerial = form.mfaSerial.trim() || null;
  const roleArn = form.roleArn.trim();
  return {
    id: before?.id ?? null,
    name: form.name.trim(),
    source,
    role: roleArn
      ? {
          roleArn,
          externalId: form.externalId.trim() || null,
          mfaSerial,
          durationSeconds: form.minutes.trim() ? Math.round(Number(form.minutes) * 60) : null,
          // The form does not ask for it; what was kept stays.
          sessionName: before?.role?.sessionName ?? null,
        }
      : null,
    mfaSerial: roleArn ? null : mfaSerial,
    region: form.region.trim() || null,
    readOnly: form.readOnly,
  };
}
