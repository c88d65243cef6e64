import type { Handshake } from "../../ipc/bindings";

/** How far the invited accounts' agreement to all features is. */
export interface Agreement {
  /** One for each invited account. */
  asked: Handshake[];
  agreed: number;
  /** When it ends unanswered. */
  endsAt: string | null;
}

/** The agreement that is under way among what an organization sent; null where none is. */
export function agreement(sent: readonly Handshake[]): Agreement | null {
  const own = sent.find(
    ({ action, state }) => action === "ENABLE_ALL_FEATURES" && (state === "REQUESTED" || state === "OPEN"),
  );
  if (!own) {
    return null;
  }
  const since = own.requestedAt ? Date.parse(own.requestedAt) : 0;
  // What was asked by an earlier attempt is another matter; clocks of one organization are one.
  const asked = sent.filter(
    ({ action, requestedAt }) =>
      action === "APPROVE_ALL_FEATURES" && (!requestedAt || Date.parse(requestedAt) >= since),
  );
  return {
    asked,
    agreed: asked.filter(({ state }) => state === "ACCEPTED").length,
    endsAt: own.expiresAt,
  };
}
