import type { ReactNode } from "react";

import type { AccountId, ConnectionId, Destination, IdentitySpec, JobRecord, SpecProblem } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";

/** Asks how to step into an account's console, at a place in it. */
export type OpenInConsole = (account: AccountId, destination: Destination) => void;

/** What other features draw on these pages. */
export interface Parts {
  /** A policy to write, with what is wrong in it. */
  policy: (policy: {
    label: string;
    kind: "inline";
    value: string;
    max: number;
    rows: number;
    placeholder?: string;
    onChange: (text: string) => void;
  }) => ReactNode;
  /** The longest session of a role. */
  session: (longest: { seconds: number; onChange: (seconds: number) => void }) => ReactNode;
  /** A job as it goes. */
  job: (job: JobRecord) => ReactNode;
}

/** What every page of the wizard works on. */
export interface StepProps {
  connection: ConnectionId;
  index: TreeIndex;
  spec: IdentitySpec;
  problems: readonly SpecProblem[];
  write: (spec: IdentitySpec) => void;
}
