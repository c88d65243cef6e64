import type { Handshake } from "../../ipc/bindings";
import { useNow } from "../../kit/useNow";
import { moment } from "../../kit/words";
import { timeLeft } from "./expiry";

/** How long an invitation can still be answered, as a bar and in words. */
export function TimeLeft({ handshake }: { handshake: Handshake }) {
  const left = timeLeft(handshake, useNow());
  if (left === null) {
    return null;
  }
  return (
    <span className={left.soon ? "time-left soon" : "time-left"} title={`Ends ${moment(handshake.expiresAt ?? "")}`}>
      <i aria-hidden>
        <b style={{ width: `${Math.round(left.part * 100)}%` }} />
      </i>
      {left.words}
    </span>
  );
}
