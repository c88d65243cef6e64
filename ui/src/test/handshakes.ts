import type { Handshake, Invitations } from "../ipc/bindings";
import { PROD } from "./fixture";

/** An account outside of the organization of the fixture. */
export const STRANGER = "444455556666";

/** An open invitation to {@link STRANGER}. */
export function handshakeOf(part: Partial<Handshake> = {}): Handshake {
  return {
    id: "h-open0001",
    action: "INVITE",
    state: "OPEN",
    organizationId: "o-example001",
    from: "acme (aws+acme@example.com)",
    accountId: STRANGER,
    email: null,
    requestedAt: "2026-11-01T12:00:00Z",
    expiresAt: "2026-11-16T12:00:00Z",
    notes: null,
    destination: PROD,
    ...part,
  };
}

export function invitationsOf(part: Partial<Invitations> = {}): Invitations {
  return { sent: [], received: [], sentInADay: 0, allowedInADay: 20, asOf: "2026-11-03T12:00:00Z", ...part };
}
