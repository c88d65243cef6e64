import { Ban, CircleCheck, CircleDashed, CircleQuestionMark, type LucideIcon, UserRoundX } from "lucide-react";

import { ROLE_STATE_WORDS, type RoleState } from "../../ipc/readiness";

const ICONS: Record<RoleState, { icon: LucideIcon; tone: string }> = {
  assumable: { icon: CircleCheck, tone: "ok" },
  probablyMissing: { icon: UserRoundX, tone: "warn" },
  denied: { icon: Ban, tone: "bad" },
  unknown: { icon: CircleQuestionMark, tone: "info" },
  unasked: { icon: CircleDashed, tone: "faint" },
};

/** A state's picture. */
export function RoleStateIcon({ state, size = 14 }: { state: RoleState; size?: number }) {
  const { icon: Icon, tone } = ICONS[state];
  return <Icon aria-hidden size={size} className={`state ${tone}`} />;
}

/** A state by picture and word. */
export function RoleStateMark({ state }: { state: RoleState }) {
  return (
    <span className="with-icon">
      <RoleStateIcon state={state} />
      <span className={state === "unasked" ? "faint clip" : "clip"}>{ROLE_STATE_WORDS[state].name}</span>
    </span>
  );
}
