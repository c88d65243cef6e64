import type { Handshake, Invitee } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { isOpen } from "./expiry";

/** Longest notes of an invitation. https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html */
export const NOTES_MAX = 1024;

/** One account that someone typed, and why it cannot be invited. */
export interface Typed {
  text: string;
  invitee: Invitee | null;
  problem: string | null;
}

/** Whom an invitation is for, as one would say it. */
export function inviteeOf(handshake: Handshake): string {
  return handshake.email ?? handshake.accountId ?? handshake.id;
}

/** The same, to invite once more; null where AWS does not tell any more. */
export function inviteeAgain(handshake: Handshake): string | null {
  return handshake.accountId ?? handshake.email;
}

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Account ids and addresses in `text`, one per line or with commas between; ids may have dashes, as the console writes them. */
export function readInvitees(text: string, index: TreeIndex | null, sent: readonly Handshake[]): Typed[] {
  const seen = new Set<string>();
  return text
    .split(/[\n,;]+|\s+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .map((piece) => {
      const invitee = parse(piece);
      if (!invitee) {
        return { text: piece, invitee, problem: `${piece} is neither an account id (12 digits) nor an email address` };
      }
      const key = (invitee.account ?? invitee.email).toLowerCase();
      const twice = seen.has(key);
      seen.add(key);
      return {
        text: piece,
        invitee,
        problem: twice ? `${piece} is there twice` : already(piece, invitee, index, sent),
      };
    });
}

function parse(piece: string): Invitee | null {
  if (ADDRESS.test(piece)) {
    return { email: piece };
  }
  const digits = piece.replaceAll("-", "");
  return /^\d{12}$/.test(digits) ? { account: digits } : null;
}

/** Why AWS would refuse; Rust checks it again when it plans. */
function already(text: string, invitee: Invitee, index: TreeIndex | null, sent: readonly Handshake[]): string | null {
  const address = invitee.email?.toLowerCase();
  const isIt = (id: string | null, email: string | null) =>
    invitee.account === undefined ? email?.toLowerCase() === address : id === invitee.account;
  const member = [...(index?.byId.values() ?? [])].find((node) => node.kind === "account" && isIt(node.id, node.email));
  if (member) {
    return `${text} is a member already: ${member.name}`;
  }
  const open = sent.some((each) => each.action === "INVITE" && isOpen(each) && isIt(each.accountId, each.email));
  return open ? `An invitation to ${text} is open already` : null;
}
