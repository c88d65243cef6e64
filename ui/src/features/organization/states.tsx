import { CircleDashed, CircleHelp, CircleX, Hourglass, PauseCircle, type LucideIcon } from "lucide-react";

import type { AccountState } from "../../ipc/bindings";
import { Chip } from "../../kit/Chip";

interface Words {
  name: string;
  meaning: string;
  tone: "ok" | "warn" | "bad" | "info" | "plain";
  icon: LucideIcon | null;
}

/** The states of an account in words. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html */
export const STATE_WORDS: Record<AccountState, Words> = {
  PENDING_ACTIVATION: {
    name: "Pending activation",
    meaning: "Sign-up is not finished; it cannot be used yet",
    tone: "info",
    icon: CircleDashed,
  },
  ACTIVE: { name: "Active", meaning: "In use", tone: "ok", icon: null },
  SUSPENDED: { name: "Suspended", meaning: "Restricted by AWS", tone: "warn", icon: PauseCircle },
  PENDING_CLOSURE: { name: "Pending closure", meaning: "Being closed; still usable", tone: "warn", icon: Hourglass },
  CLOSED: { name: "Closed", meaning: "Closed; Support can reopen it for 90 days", tone: "bad", icon: CircleX },
  UNKNOWN: { name: "Unknown", meaning: "A state that this version does not know", tone: "plain", icon: CircleHelp },
};

interface StateChipProps {
  state: AccountState;
  /** Days for which a closed account is still shown, where that is known. */
  daysLeft?: number | null;
}

/** A state as a chip. In the tree, active accounts carry none: it is what one expects. */
export function StateChip({ state, daysLeft = null }: StateChipProps) {
  const words = STATE_WORDS[state];
  const left = daysLeft !== null && (state === "CLOSED" || state === "PENDING_CLOSURE");
  return (
    <Chip tone={words.tone} title={words.meaning} {...(words.icon && { icon: words.icon })}>
      {words.name}
      {left && ` · ${daysLeft === 1 ? "1 day" : `${daysLeft} days`} left`}
    </Chip>
  );
}
