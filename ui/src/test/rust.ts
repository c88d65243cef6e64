import { mockIPC } from "@tauri-apps/api/mocks";

import type {
  AccountId,
  BillView,
  Browser,
  commands,
  Connection,
  ConsoleChoices,
  ConsoleSession,
  Failure,
  IdentitySpec,
  IdentityView,
  Invitations,
  JobRecord,
  Opened,
  OrganizationView,
  PendingRequest,
  Question,
  ReadinessView,
  Recent,
  Settings,
  Tag,
  ViewState,
} from "../ipc/bindings";
import { billAnswers, billViewOf } from "./bill";
import { NO_CENTER } from "./center";
import {
  ACCOUNT_DETAILS,
  CHOICES,
  CHROME,
  CONNECTIONS,
  EXPORT_DEFAULTS,
  EXPORTED,
  FIREFOX,
  jobOf,
  MANAGEMENT,
  NO_INVITATIONS,
  ORGANIZATION_DETAILS,
  planOf,
  POLICIES,
  SANDBOX,
  SERVICES,
  SETTINGS,
  stepOf,
  viewOf,
} from "./fixture";

const OPENED: Opened = { opened: true, expiresAt: "2026-11-03T12:15:00Z" };

type Commands = typeof commands;
type Answer<K extends keyof Commands> = (
  ...args: Parameters<Commands[K]>
) => Awaited<ReturnType<Commands[K]>> | Promise<Awaited<ReturnType<Commands[K]>>>;
type Answers = { [K in keyof Commands]: Answer<K> };

const NO_IDENTITY: IdentitySpec = { version: 1 };

/** What the fake holds; tests read and change it. */
export interface World {
  start: string | null;
  view: OrganizationView;
  viewState: ViewState;
  settings: Settings;
  connections: Connection[];
  jobs: JobRecord[];
  recents: Recent[];
  tags: Tag[];
  invitations: Invitations;
  questions: Question[];
  readiness: ReadinessView;
  favourites: AccountId[];
  choices: ConsoleChoices;
  sessions: ConsoleSession[];
  requests: PendingRequest[];
  browsers: Browser[];
  bill: BillView;
  identity: IdentityView;
}

/** A stand-in for the Rust side, and what it was asked. */
export interface Rust {
  world: World;
  /** Arguments of every call of a command, oldest first. */
  asked: <K extends keyof Commands>(command: K) => Parameters<Commands[K]>[];
  /** From now on this command fails. */
  refuse: (command: keyof Commands, failure: Failure) => void;
}

/** Answers every command from a small world. `answers` replaces single commands. */
export function fakeRust(change: Partial<World> = {}, answers: Partial<Answers> = {}): Rust {
  const world: World = {
    start: SANDBOX,
    view: viewOf(),
    viewState: { expanded: null, selected: [] },
    settings: { ...SETTINGS },
    connections: [...CONNECTIONS],
    jobs: [],
    recents: [],
    tags: [{ key: "team", value: "core" }],
    invitations: NO_INVITATIONS,
    questions: [],
    readiness: { roles: [], rows: [], progress: null, asOf: null, unfinished: false, failure: null },
    favourites: [],
    choices: CHOICES,
    sessions: [],
    requests: [],
    browsers: [FIREFOX, CHROME],
    bill: billViewOf(),
    identity: { draft: null, account: null, problems: [], proof: null, passwordsWaiting: [] },
    ...change,
  };
  const calls: { command: string; args: unknown[] }[] = [];
  const refused = new Map<string, Failure>();
  const all: Answers = {
    appInfo: () => ({
      version: "0.1.0",
      dataFolder: "/home/ada/.local/share/canopy",
      platform: "linux",
      tauri: "2.12.5",
      webview: "2.48",
    }),
    connections: () => world.connections,
    startConnection: () => world.start,
    openConnection: (id) => ({
      connection: world.connections.find((each) => each.id === id) ?? CONNECTIONS[0]!,
      caller: { arn: `arn:aws:iam::${MANAGEMENT}:user/ada`, accountId: MANAGEMENT, userId: "AIDAEXAMPLE" },
    }),
    resetSandbox: () => null,
    organization: () => world.view,
    refresh: () => null,
    cancelRefresh: () => null,
    tags: () => world.tags,
    plan: (_, changes) => planOf(changes),
    policies: () => [...POLICIES],
    organizationDetails: () => ORGANIZATION_DETAILS,
    accountDetails: () => ACCOUNT_DETAILS,
    readAccountsCsv: () => [],
    readInvitationsCsv: () => [],
    csvTemplates: () => ({ accounts: "name,email\n", invitations: "account,email\n" }),
    invitations: () => world.invitations,
    planUndo: (_, job) => planOf([], { planId: "plan-undo", title: "Undo: move preview to prod", undoes: job }),
    startJob: (_, planId) => {
      const job = jobOf("done", [stepOf("done")], { id: `job-of-${planId}` });
      world.jobs = [job, ...world.jobs];
      return job;
    },
    cancelJob: () => null,
    pauseJob: () => null,
    resumeJob: () => null,
    activity: () => world.jobs,
    roles: () => [],
    consoleChoices: () => world.choices,
    consoleServices: () => [...SERVICES],
    browsers: () => world.browsers,
    saveBrowser: () => null,
    deleteBrowser: () => null,
    openConsole: () => OPENED,
    openConsoles: (_, accounts) => accounts.map((account) => ({ account, opened: OPENED, failure: null })),
    forgetConsoleOptions: () => null,
    favourites: () => world.favourites,
    setFavourite: (_, account, favourite) => {
      world.favourites = [...world.favourites.filter((each) => each !== account), ...(favourite ? [account] : [])];
      return null;
    },
    consoleSessions: () => world.sessions,
    endConsoleSession: (id) => {
      world.sessions = world.sessions.filter((session) => session.id !== id);
      return null;
    },
    switchRoleLink: (_, account, role) => ({
      url: `https://signin.aws.amazon.com/switchrole?account=${account}&roleName=${role}`,
      words: ["Sign in to the console first, as an IAM user or a role: the root user cannot switch roles."],
    }),
    openSwitchRole: () => null,
    saveSwitchRoleBookmarks: () => "/home/ada/Downloads/canopy-roles.html",
    consoleRequests: () => world.requests,
    answerConsoleRequest: (id, open) => {
      world.requests = world.requests.filter((request) => request.id !== id);
      return open ? OPENED : null;
    },
    consoleLinkFor: (_, account) => `canopy://console/${account}`,
    awsConfigDefaults: () => EXPORT_DEFAULTS,
    previewAwsConfig: () => ({ file: EXPORT_DEFAULTS.file, exported: EXPORTED }),
    writeAwsConfig: () => ({
      file: EXPORT_DEFAULTS.file,
      written: true,
      backup: "/home/ada/.aws/config.canopy-backup",
      exported: EXPORTED,
    }),
    removeAwsConfig: () => ({
      file: EXPORT_DEFAULTS.file,
      written: true,
      backup: "/home/ada/.aws/config.canopy-backup",
      exported: { ...EXPORTED, section: "", profiles: [], added: [], removed: EXPORTED.profiles },
    }),
    identity: () => world.identity,
    identityChoices: () => ({ presets: [], starter: NO_IDENTITY, peopleTemplate: "name,groups,email\n" }),
    saveIdentityDraft: (_, draft) => {
      world.identity = { ...world.identity, draft };
      return null;
    },
    checkIdentity: () => [],
    identityDocuments: () => [],
    reviewIdentity: () => ({ plan: planOf([]), documents: [], warnings: [], outOfReach: [] }),
    readIdentity: () => ({ spec: NO_IDENTITY, problems: [] }),
    identityText: (spec) => JSON.stringify(spec),
    identityFile: () => "/home/ada/.local/share/canopy/exports/identity.json",
    writeIdentity: (_, file) => ({ path: file }),
    identityCenter: () => NO_CENTER,
    permissionSets: () => [],
    permissionSetAssigned: () => ({ assigned: [], failure: null }),
    readPeopleCsv: () => [],
    handOut: () => ({ folder: "/home/ada/handout", sheets: [], signInUrl: "https://example.com/console/" }),
    copyConsoleLink: () => ({ expiresAt: "2026-11-03T12:15:00Z" }),
    recents: () => world.recents,
    saveConnection: (spec) => ({
      ...CONNECTIONS[1]!,
      id: spec.id ?? "own:abcdefgh",
      name: spec.name,
      readOnly: spec.readOnly ?? false,
      spec,
    }),
    deleteConnection: () => null,
    setReadOnly: () => null,
    keychainStatus: () => ({ available: true, words: null }),
    identityCenterAccounts: () => [],
    signInAgain: (id) => ({
      connection: world.connections.find((each) => each.id === id) ?? CONNECTIONS[0]!,
      caller: { arn: `arn:aws:iam::${MANAGEMENT}:user/ada`, accountId: MANAGEMENT, userId: "AIDAEXAMPLE" },
    }),
    awsCliLogin: () => null,
    profiles: () => ["corp"],
    checkPermissions: () => ({ features: [], caller: `arn:aws:iam::${MANAGEMENT}:user/ada`, words: null }),
    permissionsPolicy: () => "{}",
    questions: () => world.questions,
    answerQuestion: () => null,
    dismissQuestion: () => null,
    rolePolicy: () => "{}",
    roleTemplates: () => [],
    trustPolicy: () => "{}",
    trustWords: () => [],
    trustChange: () => [],
    checkPolicy: () => [],
    readiness: () => world.readiness,
    startReadiness: () => null,
    cancelReadiness: () => null,
    bootstrap: () => ({ template: "", shellLine: "", quickCreateLink: null, words: [] }),
    lendCredentials: () => null,
    ...billAnswers(() => world.bill),
    settings: () => world.settings,
    saveSettings: (settings) => {
      world.settings = settings;
      return null;
    },
    viewState: () => world.viewState,
    saveViewState: () => null,
    copyText: () => null,
    openDataFolder: () => null,
    ...answers,
  };

  mockIPC(
    async (name, payload) => {
      const command = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      // Bindings put arguments into the payload in the order of their parameters.
      const args = Object.values(payload ?? {});
      calls.push({ command, args });
      const failure = refused.get(command);
      if (failure) {
        throw failure;
      }
      const answer: unknown = Reflect.get(all, command);
      if (typeof answer !== "function") {
        throw new TypeError(`no command ${name}`);
      }
      return structuredClone((await answer(...args)) as unknown);
    },
    { shouldMockEvents: true },
  );

  return {
    world,
    asked: <K extends keyof Commands>(command: K) =>
      // What was pushed above under this name came from this command's binding.
      calls.filter((call) => call.command === command).map((call) => call.args as Parameters<Commands[K]>),
    refuse: (command, failure) => void refused.set(command, failure),
  };
}
