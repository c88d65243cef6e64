import type { AccountId, Readiness, ReadinessView, RoleName, RoleReadiness } from "./bindings";

/** How it stands with a role in an account; a role that nobody asked for is in no state of AWS's. */
export type RoleState = Readiness | "unasked";

interface StateWords {
  name: string;
  /** What it means, a sentence. */
  meaning: string;
}

/** States in order of display. */
export const ROLE_STATES: readonly RoleState[] = ["assumable", "probablyMissing", "denied", "unknown", "unasked"];

export const ROLE_STATE_WORDS: Record<RoleState, StateWords> = {
  assumable: { name: "Assumable", meaning: "Canopy can assume the role." },
  probablyMissing: {
    name: "Probably missing",
    meaning: "AWS answers alike for a role that is not there and for one that does not trust you.",
  },
  denied: { name: "Denied", meaning: "A policy forbids it: yours, or one of the organization." },
  unknown: { name: "Unknown", meaning: "AWS gave no answer that tells." },
  unasked: { name: "Not asked", meaning: "Nobody has asked for this role here yet." },
};

/** What is known of one role, by account. */
export function readinessOf(view: ReadinessView, role: RoleName): ReadonlyMap<AccountId, RoleReadiness> {
  return new Map(view.rows.filter((row) => row.role === role).map((row) => [row.account, row]));
}

/** The accounts that one role is known not to let into. */
export function notReady(view: ReadinessView | undefined, role: RoleName): ReadonlyMap<AccountId, RoleReadiness> {
  const known = view ? [...readinessOf(view, role)] : [];
  return new Map(known.filter(([, row]) => row.readiness === "probablyMissing" || row.readiness === "denied"));
}
