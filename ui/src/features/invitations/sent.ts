import type { Change, Failure, Handshake, HandshakeState, JobRecord, NodeId, Tag } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { inviteeAgain } from "./invitees";

/** What one invites with, as the dialog begins. */
export interface InviteDraft {
  invitees: string;
  to: NodeId | null;
  notes: string;
  tags: readonly Tag[];
}

export const NOTHING: InviteDraft = { invitees: "", to: null, notes: "", tags: [] };

type Tone = "ok" | "warn" | "bad" | "info" | "plain";

/** The states of an invitation, in words. */
export const STATE_WORDS: Record<HandshakeState, { name: string; tone: Tone }> = {
  REQUESTED: { name: "Open", tone: "info" },
  OPEN: { name: "Open", tone: "info" },
  ACCEPTED: { name: "Accepted", tone: "ok" },
  DECLINED: { name: "Declined", tone: "bad" },
  EXPIRED: { name: "Expired", tone: "warn" },
  CANCELED: { name: "Cancelled", tone: "plain" },
  UNKNOWN: { name: "Unknown", tone: "plain" },
};

/** The step of a job that sent this invitation, with the place that the job moves the account to. */
function sentBy(handshake: Handshake, jobs: readonly JobRecord[]) {
  for (const job of jobs) {
    const invite = job.steps.find((step) => step.receipt?.made?.handshakeId === handshake.id);
    if (invite) {
      const move = job.steps.find(
        ({ step }) =>
          step.action === "moveAccount" && typeof step.account === "object" && step.account.madeBy === invite.id,
      );
      const to = move?.step.action === "moveAccount" && typeof move.step.to === "string" ? move.step.to : null;
      return { step: invite.step, to };
    }
  }
  return null;
}

/** What to invite the same account with once more: as it was before, as far as AWS or the journal tells. */
export function again(handshake: Handshake, jobs: readonly JobRecord[]): InviteDraft {
  const before = sentBy(handshake, jobs);
  return {
    invitees: inviteeAgain(handshake) ?? "",
    to: handshake.destination ?? before?.to ?? null,
    notes: handshake.notes ?? (before?.step.action === "inviteAccount" ? before.step.notes : ""),
    tags: before?.step.action === "inviteAccount" ? before.step.tags : [],
  };
}

/** Where the invited account goes, or stands by now. */
export type Whereabouts = { is: "there" | "going"; id: NodeId; path: string } | { is: "root" | "unknown" };

export function whereabouts(handshake: Handshake, index: TreeIndex | null): Whereabouts {
  if (handshake.state === "ACCEPTED") {
    const address = handshake.email?.toLowerCase();
    const member = [...(index?.byId.values() ?? [])].find(
      (node) =>
        node.kind === "account" &&
        (node.id === handshake.accountId || (address !== undefined && node.email.toLowerCase() === address)),
    );
    if (index && member?.parentId && !handshake.destination) {
      return { is: "there", id: member.id, path: index.path(member.parentId) };
    }
  }
  if (handshake.destination) {
    const known = index?.byId.has(handshake.destination) ?? false;
    return {
      is: "going",
      id: handshake.destination,
      path: known && index ? index.path(handshake.destination) : handshake.destination,
    };
  }
  return { is: handshake.state === "OPEN" || handshake.state === "REQUESTED" ? "root" : "unknown" };
}

/** The change that sends again what was sent before, for review at once. */
export function invites(draft: InviteDraft, invitees: readonly (Change & { change: "invite" })["invitee"][]): Change[] {
  return invitees.map((invitee) => ({
    change: "invite",
    invitee,
    to: draft.to,
    notes: draft.notes,
    tags: [...draft.tags],
  }));
}

/** Why the newest attempt to invite went wrong; null where it did not. */
export function lastTrouble(jobs: readonly JobRecord[]): { who: string; failure: Failure } | null {
  const newest = jobs.find((job) => job.steps.some(({ step }) => step.action === "inviteAccount"));
  for (const { step, error } of newest?.steps ?? []) {
    if (step.action === "inviteAccount" && error) {
      return { who: step.invitee.account ?? step.invitee.email, failure: error };
    }
  }
  return null;
}
