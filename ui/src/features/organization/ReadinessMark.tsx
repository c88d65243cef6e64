import { Ban, UserRoundX } from "lucide-react";

import type { RoleReadiness } from "../../ipc/bindings";
import { ROLE_STATE_WORDS } from "../../ipc/readiness";

/** Says of an account that it cannot be entered; nothing where it can, or nobody knows. */
export function ReadinessMark({ found }: { found: RoleReadiness | undefined }) {
  if (!found) {
    return null;
  }
  const Icon = found.readiness === "denied" ? Ban : UserRoundX;
  const { name, meaning } = ROLE_STATE_WORDS[found.readiness];
  return (
    <span className="readiness-mark" title={`${found.role}: ${name}\n${found.words ?? meaning}`}>
      <Icon aria-hidden size={13} className={found.readiness === "denied" ? "state bad" : "state warn"} />
      <span className="unseen">
        {found.role}: {name}
      </span>
    </span>
  );
}
