import { Pencil, ScanSearch } from "lucide-react";

import type { NodeId } from "../../ipc/bindings";
import { ROLE_STATE_WORDS, ROLE_STATES } from "../../ipc/readiness";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import { Ticked } from "../../kit/Ticked";
import { useNow } from "../../kit/useNow";
import { ago, moment, sentence } from "../../kit/words";
import type { Fix } from "./fixes";
import type { AccountRow, MatrixCell } from "./matrix";
import { RoleStateIcon, RoleStateMark } from "./RoleStateMark";
import type { RoleWish } from "./roleWish";

interface ReadinessPanelProps {
  index: TreeIndex;
  row: AccountRow | null;
  cell: MatrixCell | null;
  fixes: readonly Fix[];
  /** While a map is being made, nothing else is asked. */
  busy: boolean;
  onRoles: (wish: RoleWish) => void;
  onReveal: (account: NodeId) => void;
}

/** What AWS answered for one role in one account, and what helps; before one is chosen, what the states mean. */
export function ReadinessPanel({ index, row, cell, fixes, busy, onRoles, onReveal }: ReadinessPanelProps) {
  const now = useNow();
  if (!row || !cell) {
    return (
      <aside className="side" aria-label="Details">
        <header className="side-head">
          <p className="label">Readiness</p>
          <h2>What the states mean</h2>
        </header>
        <dl className="state-list">
          {ROLE_STATES.map((state) => (
            <div key={state}>
              <dt className="with-icon">
                <RoleStateIcon state={state} /> {ROLE_STATE_WORDS[state].name}
              </dt>
              <dd className="muted">{ROLE_STATE_WORDS[state].meaning}</dd>
            </div>
          ))}
        </dl>
        <p className="muted">Choose an account to see what AWS answered, and what helps.</p>
      </aside>
    );
  }
  const { account } = row;
  const { found, role, state } = cell;
  const [first, ...others] = fixes;
  const refusal = (fix: Fix) =>
    busy && fix.id === "tryAgain" ? "Wait until the others are asked, or cancel that" : null;
  return (
    <aside className="side" aria-label="Details">
      <header className="side-head">
        <p className="label">{account.joinedMethod === "INVITED" ? "Invited account" : "Account"}</p>
        <h2 className="h1">{account.name}</h2>
      </header>
      <dl className="facts">
        <Fact name="Role" copy={role} title={role}>
          <code>{role}</code>
        </Fact>
        <Fact name="State">
          <RoleStateMark state={state} />
        </Fact>
        {found && (
          <Fact name="Asked" title={moment(found.checkedAt)}>
            {ago(found.checkedAt, now)}
          </Fact>
        )}
        <Fact name="Account id" copy={account.id}>
          <code>{account.id}</code>
        </Fact>
        <Fact name="Path" title={index.path(account.id)}>
          {index.path(account.id)}
        </Fact>
      </dl>
      <p className="state-words">
        <Ticked text={found?.words ? sentence(found.words) : ROLE_STATE_WORDS[state].meaning} />
      </p>
      {first && (
        <section className="fixes" aria-label="What helps">
          <h3>What helps</h3>
          {[first, ...others].map((fix) => (
            <div key={fix.id} className="fix">
              <p className="muted">{fix.when}</p>
              <Button variant={fix === first ? "primary" : "plain"} refusal={refusal(fix)} onClick={fix.run}>
                {fix.name}
              </Button>
            </div>
          ))}
        </section>
      )}
      <div className="side-actions">
        {state === "assumable" && (
          <Button icon={Pencil} onClick={() => onRoles({ do: "editTrust", accounts: [account.id], role })}>
            Edit trust…
          </Button>
        )}
        <Button icon={ScanSearch} onClick={() => onReveal(account.id)}>
          Show in the tree
        </Button>
      </div>
    </aside>
  );
}
