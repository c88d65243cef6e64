import type { Handshake } from "../../ipc/bindings";
import { count } from "../../kit/words";

/** How long an invitation stays open, in days. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export const OPEN_DAYS = 15;
/** Others answer whenever they like, so what is on screen is looked at again this often, in ms. */
export const LOOK_EVERY_MS = 60_000;
/** Fewer days than this are worth a warning. */
const SOON_DAYS = 3;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether it can still be answered. */
export function isOpen(handshake: Handshake): boolean {
  return handshake.state === "OPEN" || handshake.state === "REQUESTED";
}

/** How long something that ends is still open. */
export interface TimeLeft {
  /** `12 days left`, `5 hours left`. */
  words: string;
  /** From 0, over, to 1, just sent. */
  part: number;
  /** Whether it ends soon. */
  soon: boolean;
}

/** How long an open invitation can still be answered; null where it is over, or AWS told no end. */
export function timeLeft(handshake: Handshake, now: number): TimeLeft | null {
  if (!isOpen(handshake) || !handshake.expiresAt) {
    return null;
  }
  const ms = Math.max(0, Date.parse(handshake.expiresAt) - now);
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor(ms / HOUR_MS);
  return {
    words:
      days > 0 ? `${count(days, "day")} left` : hours > 0 ? `${count(hours, "hour")} left` : "Ends within the hour",
    part: Math.min(1, ms / (OPEN_DAYS * DAY_MS)),
    soon: days < SOON_DAYS,
  };
}
