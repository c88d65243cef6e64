import { mockIPC } from "@tauri-apps/api/mocks";

import type {
  commands,
  Connection,
  Failure,
  Invitations,
  JobRecord,
  OrganizationView,
  Question,
  ReadinessView,
  Recent,
  Settings,
  Tag,
  ViewState,
} from "../ipc/bindings";
import { BILL_ANSWERS } from "./bill";
import {
  ACCOUNT_DETAILS,
  CONNECTIONS,
  jobOf,
  MANAGEMENT,
  NO_INVITATIONS,
  ORGANIZATION_DETAILS,
  planOf,
  POLICIES,
  SANDBOX,
  SETTINGS,
  stepOf,
  viewOf,
} from "./fixture";

type Commands = typeof commands;
type Answer<K extends keyof Commands> = (
  ...args: Parameters<Commands[K]>
) => Awaited<ReturnType<Commands[K]>> | Promise<Awaited<ReturnType<Commands[K]>>>;
type Answers = { [K in keyof Commands]: Answer<K> };

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
    ...change,
  };
  const calls: { command: string; args: unknown[] }[] = [];
  const refused = new Map<string, Failure>();
  const all: Answers = {
    ...BILL_ANSWERS,
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
    openConsole: () => ({ opened: true, expiresAt: "2026-11-03T12:15:00Z" }),
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
